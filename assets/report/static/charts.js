// Draws the charts of a page with Observable Plot: near the screen, in its language, at its width.
(() => {
  const draws = new Map();
  const number = (value, digits = 0) => new Intl.NumberFormat(ladder.language() === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);

  const draw = (figure) => {
    const make = draws.get(figure.dataset.chart);
    const box = figure.querySelector(".picture");
    const width = Math.floor(box.clientWidth);
    if (!make || !width) return;
    const data = JSON.parse(figure.querySelector("script").textContent);
    const picture = make(data, { width, narrow: width < 520, word: ladder.word, number });
    // The box is the image, with its name; what lies within is for the eye.
    picture.setAttribute("aria-hidden", "true");
    box.setAttribute("aria-label", box.dataset[ladder.language()]);
    box.replaceChildren(picture);
    box.dataset.width = String(width);
  };

  const start = () => {
    const figures = [...document.querySelectorAll("figure.plot")];
    const waiting = new Set(figures);
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        waiting.delete(target);
        seen.unobserve(target);
        draw(target);
      }
    }, { rootMargin: "400px" });
    figures.forEach((figure) => seen.observe(figure));
    const again = () => figures.filter((figure) => !waiting.has(figure)).forEach(draw);
    addEventListener("ladder:language", again);
    let timer = 0;
    addEventListener("resize", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        figures.filter((one) => !waiting.has(one))
          .filter((one) => Number(one.querySelector(".picture").dataset.width) !== Math.floor(one.querySelector(".picture").clientWidth))
          .forEach(draw);
      }, 150);
    });
    addEventListener("beforeprint", () => {
      [...waiting].forEach(draw);
      waiting.clear();
    });
  };
  document.addEventListener("DOMContentLoaded", start);

  // Room for names left of a chart: Chinese letters are nearly twice as wide as Latin ones.
  const wide = (name) => [...name].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 12.5 : 7), 0);
  ladder.margin = (names, most) => Math.min(most, Math.ceil(16 + Math.max(...names.map(wide))));
  ladder.chart = (kind, make) => draws.set(kind, make);
  ladder.number = number;
})();
