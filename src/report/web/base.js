"use strict";
// What the files of this script share: the document, how numbers and charts look, and the list of charts.
const report = (() => {
  const found = JSON.parse(document.getElementById("document").textContent);
  document.documentElement.classList.add("scripted");

  // Numbers as people read them.
  const number = (v, digits = 3) => v === 0 ? "0" : Math.abs(v) >= 1e9 || Math.abs(v) < 1e-4 ? v.toExponential(1) :
    v.toLocaleString("en", Number.isInteger(v) ? {} : Math.abs(v) >= 1000 ? {maximumFractionDigits: 0} : {maximumSignificantDigits: digits});
  const percent = (v) => number(100 * v) + " %";

  // Colours come from the style sheet, so that dark, light and paper each have theirs.
  const paint = () => {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue("--" + name).trim();
    return {ink: of("ink"), muted: of("muted"), line: of("line"), soft: of("soft"), normal: of("normal"),
            hot: of("hot"), good: of("good"), warn: of("warn")};
  };

  // Upright lines across the plot, each with its name at the foot, or at the head: {at, name}.
  const lines = (list, colours, options = {}) => ({
    id: "lines",
    afterDatasetsDraw(chart) {
      const {ctx, chartArea: area, scales} = chart;
      for (const line of list) {
        if (line.at === null) continue;
        const at = scales.x.getPixelForValue(line.at);
        if (at < area.left - 1 || at > area.right + 1) continue;
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = colours.ink;
        ctx.setLineDash([4, 3]);
        ctx.beginPath();
        ctx.moveTo(at, area.top);
        ctx.lineTo(at, area.bottom);
        ctx.stroke();
        ctx.font = "12px system-ui, sans-serif";
        const left = at + 6 + ctx.measureText(line.name).width > area.right;
        ctx.textAlign = left ? "right" : "left";
        ctx.fillText(line.name, at + (left ? -6 : 6), options.head ? area.top + 12 : area.bottom - 8);
        ctx.restore();
      }
    },
  });

  const axis = (title, colours, more) => ({
    title: {display: true, text: title, color: colours.muted},
    ticks: {color: colours.muted, maxRotation: 0, ...(more && more.ticks)},
    grid: {color: colours.line, drawBorder: false, ...(more && more.grid)},
    ...Object.fromEntries(Object.entries(more || {}).filter(([key]) => key !== "ticks" && key !== "grid")),
  });

  const base = (colours) => ({
    responsive: true, maintainAspectRatio: false, animation: false,
    interaction: {mode: "index", intersect: false},
    plugins: {
      legend: {align: "start", labels: {color: colours.ink, boxWidth: 12, boxHeight: 12,
                                        filter: (item) => !item.text.startsWith("_")}},
      tooltip: {animation: false, filter: (item) => !item.dataset.label.startsWith("_")},
    },
  });

  const points = (xs, ys) => xs.map((x, i) => ({x, y: ys[i]}));

  // The cut in force, marked on a chart.
  const here = (point, colours, name = "The threshold") => ({
    label: name, data: point ? [point] : [], showLine: false, pointRadius: 6, pointHoverRadius: 7,
    pointStyle: "rectRot", clip: false, borderColor: colours.hot, backgroundColor: colours.hot});

  // A 95 % band between two curves, as two datasets whose names do not show, and their legend.
  const band = (xs, low, high, colours) => [
    {label: "_low", data: points(xs, low), pointRadius: 0, pointHitRadius: 0, borderWidth: 0, fill: false},
    {label: "95 % interval", data: points(xs, high), pointRadius: 0, pointHitRadius: 0, borderWidth: 0, fill: "-1",
     backgroundColor: colours.normal + "33", borderColor: colours.normal + "33"},
  ];

  // charts: {id of the canvas, make(colours): what Chart takes, move(chart, step): after the threshold moved}
  return {found, number, percent, paint, lines, axis, base, points, here, band, charts: [], moved: [], step: 0};
})();
