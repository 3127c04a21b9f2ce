// The figures of tuning-data.js, unpacked: what does not depend on any configuration.
// Packed by assets/report/tuning_data.py. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const MENTEE_MONTHS = 12;

  const KINDS = { u8: Uint8Array, i16: Int16Array, i32: Int32Array, f64: Float64Array };
  const MISSING = -(2 ** 31);

  // Numbers as the data file brings them: little-endian, in base64.
  function decode(given) {
    const text = atob(given.base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    if (given.kind !== "decimals") return new KINDS[given.kind](bytes.buffer);
    // Numbers of six decimals as whole ones.
    const whole = new Int32Array(bytes.buffer);
    return Float64Array.from(whole, (one) => (one === MISSING ? NaN : one / 1e6));
  }

  // What does not depend on any configuration, ready to be computed with.
  function prepare(data) {
    const array = {};
    for (const [name, given] of Object.entries(data.arrays)) array[name] = decode(given);
    const rows = array.agent.length;
    const dims = data.dimensions.length;
    const prepared = { data, array, rows, dims, agents: data.agents.length };
    prepared.layers = data.layers.map((one) => one.key);
    prepared.tiers = data.tiers.length;
    prepared.months = data.months;
    prepared.start = data.starts; // first row of each month, and the number of rows
    prepared.month = new Int32Array(rows);
    prepared.before = new Int32Array(rows).fill(-1); // row of the same agent, the month before
    const last = new Int32Array(prepared.agents).fill(-1);
    data.months.forEach((month, place) => {
      for (let row = data.starts[place]; row < data.starts[place + 1]; row++) {
        prepared.month[row] = month;
        const past = last[array.agent[row]];
        if (past >= 0 && prepared.month[past] === month - 1) prepared.before[row] = past;
        last[array.agent[row]] = row;
      }
    });
    prepared.covariance = covariances(array, rows, dims);
    prepared.live = Array.from({ length: dims }, () => false);
    for (let at = 0; at < rows * dims; at++) {
      if (!Number.isNaN(array.ability[at])) prepared.live[at % dims] = true;
    }
    prepared.evidenced = new Uint8Array(rows);
    for (let at = 0; at < rows * dims; at++) {
      if (array.state[at] & 1) prepared.evidenced[Math.floor(at / dims)] = 1;
    }
    prepared.guided = guidedBy(prepared);
    prepared.chance = tuning.lattice(decode(data.points), prepared.layers.length);
    return prepared;
  }

  // Whole matrices from variances and the pairs above the diagonal.
  function covariances(array, rows, dims) {
    const whole = new Float64Array(rows * dims * dims);
    const pairs = (dims * (dims - 1)) / 2;
    for (let row = 0; row < rows; row++) {
      let pair = row * pairs;
      for (let one = 0; one < dims; one++) {
        const own = array.variance[row * dims + one];
        whole[(row * dims + one) * dims + one] = Number.isNaN(own) ? 0 : own;
        for (let other = one + 1; other < dims; other++) {
          const value = array.covariance[pair++];
          const kept = Number.isNaN(value) ? 0 : value;
          whole[(row * dims + one) * dims + other] = kept;
          whole[(row * dims + other) * dims + one] = kept;
        }
      }
    }
    return whole;
  }

  // Mentor and mentee of the pairs of the 12 months to each month; null: nobody is named mentor.
  function guidedBy({ data, array, agents }) {
    if (!data.mentors_known) return null;
    return data.months.map((month) => {
      const seen = new Set();
      array.mentor.forEach((mentor, at) => {
        const when = array.guided_month[at];
        if (when <= month && when > month - MENTEE_MONTHS) {
          seen.add(mentor * agents + array.mentee[at]);
        }
      });
      return Float64Array.from(seen);
    });
  }

  Object.assign(tuning, { prepare });
})(globalThis);
