// Draws the charts, again for paper and for the other colour scheme.
(() => {
  const {charts} = report;
  function draw() {
    const colours = report.paint();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    for (const chart of charts) {
      if (chart.drawn) chart.drawn.destroy();
      const canvas = document.getElementById(chart.id);
      chart.drawn = canvas ? new Chart(canvas, chart.make(colours)) : null;
    }
  }

  // On paper everything is open but the counts that a chart shows, the alerts after the tenth and what does not alert;
  // what was opened by hand stays open. Headings are text again: browsers leave buttons out of a head they repeat.
  let closed = [];
  addEventListener("beforeprint", () => {
    if (report.print) report.print(true);
    closed = [...document.querySelectorAll("details:not([open])")]
      .filter((box) => !box.matches(".counts, .quiet details") && !(box.closest("tr")?.sectionRowIndex >= 10));
    closed.forEach((box) => { box.open = true; });
    report.buttons.forEach(([head, button]) => head.replaceChildren(button.textContent));
    draw();
  });
  addEventListener("afterprint", () => {
    closed.forEach((box) => { box.open = false; });
    report.buttons.forEach(([head, button]) => head.replaceChildren(button));
    if (report.print) report.print(false);
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
  if (report.start) report.start();
})();
