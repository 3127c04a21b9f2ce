// How likely normal beliefs clear all the bars of a tier at once: competency/tier_chances.py, the
// same points and the same arithmetic. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const FLAT = 1e-9;

  // Rational approximations of W. J. Cody in the form of Cephes, which scipy.special.ndtr uses.
  const P = [2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687,
    4.8637197098568136661e1, 1.96520832956077098242e2, 5.26445194995477358631e2,
    9.34528527171957607540e2, 1.02755188689515710272e3, 5.57535335369399327526e2];
  const Q = [1, 1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2,
    9.75708501743205489753e2, 1.82390916687909736289e3, 2.24633760818710981792e3,
    1.65666309194161350182e3, 5.57535340817727675546e2];
  const R = [5.64189583547755073984e-1, 1.27536670759978104416, 5.01905042251180477414,
    6.16021097993053585195, 7.40974269950448939160, 2.97886665372100240670];
  const S = [1, 2.26052863220117276590, 9.39603524938001434673, 1.20489539808096656605e1,
    1.70814450747565897222e1, 9.60896809063285878198, 3.36907645100081516050];
  const T = [9.60497373987051638749, 9.00260197203842689217e1, 2.23200534594684319226e3,
    7.00332514112805075473e3, 5.55923013010394962768e4];
  const U = [1, 3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3,
    2.26290000613890934246e4, 4.92673942608635921086e4];

  function polynomial(x, coefficients) {
    let sum = coefficients[0];
    for (let place = 1; place < coefficients.length; place++) sum = sum * x + coefficients[place];
    return sum;
  }

  // Complement of the error function, from 0.7 on.
  function beyond(x) {
    if (x < 1) return 1 - (x * polynomial(x * x, T)) / polynomial(x * x, U);
    if (x > 27) return 0;
    const scale = Math.exp(-x * x);
    return x < 8 ? (scale * polynomial(x, P)) / polynomial(x, Q)
      : (scale * polynomial(x, R)) / polynomial(x, S);
  }

  // P(standard normal <= x).
  function normal(x) {
    const at = x * Math.SQRT1_2;
    const size = Math.abs(at);
    if (size < Math.SQRT1_2) {
      const square = at * at;
      return 0.5 + (0.5 * at * polynomial(square, T)) / polynomial(square, U);
    }
    const tail = 0.5 * beyond(size);
    return at > 0 ? 1 - tail : tail;
  }

  // P(value >= cut) of a normal value.
  function above(mean, error, cut) {
    if (cut === -Infinity) return 1;
    if (error > FLAT) return normal((mean - cut) / error);
    return mean >= cut ? 1 : 0;
  }

  // A calculator of P(all bars reached) of one belief, over the points the data brings.
  // points: layers rows of as many numbers, one after the other.
  function lattice(points, layers) {
    const count = layers ? points.length / layers : 1;
    const drawn = new Float64Array((layers + 1) * count); // nothing is drawn for the composite
    const slope = new Float64Array(layers + 1);
    const triangle = new Float64Array(layers * layers);
    const lower = new Float64Array(count);
    const upper = new Float64Array(count);

    // Lower triangle L with L L' = left; singular ones are fine.
    function root(left) {
      triangle.fill(0);
      for (let column = 0; column < layers; column++) {
        for (let row = column; row < layers; row++) {
          let done = 0;
          for (let past = 0; past < column; past++) {
            done += triangle[row * layers + past] * triangle[column * layers + past];
          }
          triangle[row * layers + column] = left[row * layers + column] - done;
        }
        const pivot = Math.sqrt(Math.max(triangle[column * layers + column], 0));
        const whole = Math.sqrt(Math.max(left[column * layers + column], 0));
        // What rounding leaves of a variance that is none must not be divided by.
        const real = pivot > 1e-6 * whole;
        for (let row = column; row < layers; row++) {
          const value = triangle[row * layers + column];
          triangle[row * layers + column] = real ? value / pivot : 0;
        }
      }
    }

    // Narrow the range of what is common to all bars by one of them.
    function bound(mean, from, per, falling, cut) {
      const flat = Math.abs(per) < FLAT;
      // Without slope it does not matter: a huge one leaves 1 or 0, and 1 on the bar itself.
      const unit = 1 / (flat ? FLAT * FLAT : per);
      const start = mean + (flat ? FLAT : 0);
      for (let at = 0; at < count; at++) {
        const place = cut * unit - (start + drawn[from + at]) * unit;
        if (falling) upper[at] = Math.min(upper[at], place);
        else lower[at] = Math.max(lower[at], place);
      }
    }

    const left = new Float64Array(layers * layers);
    // mean: of each bar; covariance: of all bars, row by row; cuts: -Infinity where there is none.
    return (mean, covariance, cuts) => {
      const bars = layers + 1;
      const error = Math.sqrt(covariance[0]);
      for (let bar = 0; bar < bars; bar++) {
        slope[bar] = error > FLAT ? covariance[bar * bars] / error : 0;
      }
      for (let row = 0; row < layers; row++) {
        for (let column = 0; column < layers; column++) {
          left[row * layers + column] =
            covariance[(row + 1) * bars + column + 1] - slope[row + 1] * slope[column + 1];
        }
      }
      root(left);
      for (let layer = 0; layer < layers; layer++) {
        for (let at = 0; at < count; at++) {
          let sum = 0;
          for (let column = 0; column <= layer; column++) {
            sum += triangle[layer * layers + column] * points[column * count + at];
          }
          drawn[(layer + 1) * count + at] = sum;
        }
      }
      lower.fill(-Infinity);
      upper.fill(Infinity);
      let bounded = false;
      for (let bar = 0; bar < bars; bar++) {
        if (cuts[bar] === -Infinity) continue;
        const falling = slope[bar] <= -FLAT;
        bounded = bounded || falling;
        bound(mean[bar], bar * count, slope[bar], falling, cuts[bar]);
      }
      let sum = 0;
      for (let at = 0; at < count; at++) {
        const inside = normal(-lower[at]);
        sum += bounded ? Math.max(inside - normal(-upper[at]), 0) : inside;
      }
      return sum / count;
    };
  }

  Object.assign(tuning, { normal, above, lattice });
})(globalThis);
