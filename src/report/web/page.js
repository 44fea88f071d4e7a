"use strict";
(() => {
  const found = JSON.parse(document.getElementById("document").textContent);
  document.documentElement.classList.add("scripted");

  // Numbers as people read them.
  const number = (v, digits = 3) => v === 0 ? "0" : Math.abs(v) >= 1e6 || Math.abs(v) < 1e-4 ? v.toExponential(1) :
    v.toLocaleString("en", Number.isInteger(v) ? {} : {maximumSignificantDigits: digits});
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
      legend: {align: "start", labels: {color: colours.ink, boxWidth: 12, boxHeight: 12}},
      tooltip: {animation: false},
    },
  });

  // The items of the bin under the pointer, wherever in it.
  Chart.Interaction.modes.bin = (chart, event) => {
    const {edges, scored} = found.histogram;
    const at = chart.scales.x.getValueForPixel(event.x);
    const right = edges.findIndex((edge) => edge > at);
    const i = right < 0 ? scored.length - 1 : Math.max(0, right - 1);
    return chart.getSortedVisibleDatasetMetas().map((meta) => ({element: meta.data[i], datasetIndex: meta.index, index: i}))
      .filter((item) => item.element.hasValue());
  };

  // The scores of bin i, which may be open towards one side.
  function binText(i) {
    const {edges, below, above} = found.histogram;
    if (i + 2 === edges.length && above) return "≥ " + number(edges[i], 4);
    if (i === 0 && below) return "< " + number(edges[1], 4);
    return number(edges[i], 4) + " to " + number(edges[i + 1], 4);
  }

  // Round ticks, and the names of open bins in the middle of these.
  function binTicks(scale) {
    const {edges, below, above} = found.histogram;
    const last = edges.length - 2, middle = (i) => (edges[i] + edges[i + 1]) / 2;
    const open = [...(below ? [0] : []), ...(above ? [last] : [])];
    const room = 56 * (edges[last + 1] - edges[0]) / Math.max(1, scale.width);
    scale.ticks = scale.ticks.filter((tick) => open.every((i) => Math.abs(tick.value - middle(i)) > room));
    scale.ticks.push(...open.map((i) => ({value: middle(i), bin: i})));
    scale.ticks.sort((a, b) => a.value - b.value);
  }

  function histogram(colours) {
    const {edges, scored, calibration, anomalous} = found.histogram;
    const all = calibration.reduce((sum, n) => sum + n, 0);
    const records = scored.reduce((sum, n) => sum + n, 0);
    const width = edges[1] - edges[0];
    const at = (i) => edges[i] + width / 2;
    const bars = (label, counts, colour) => ({
      type: "bar", label, counts, data: counts.map((y, i) => ({x: at(i), y: y || null})), backgroundColor: colour,
      barPercentage: 1, categoryPercentage: .92, grouped: false, order: label === "Anomalous" ? 1 : 2,
    });
    const datasets = [bars("Scored", scored, colours.normal + "99")];
    if (anomalous) datasets.push(bars("Anomalous", anomalous, colours.hot));
    // A logarithmic axis has no zero: its floor, under the least that is drawn, stands for it.
    const counts = calibration.map((n) => n * records / all);
    const floor = Math.max(.05, Math.min(.5, ...counts.filter((n) => n > 0).map((n) => n / 2)));
    const outline = counts.map((n, i) => ({x: edges[i], y: Math.max(n, floor)}));
    outline.push({x: edges[counts.length], y: outline[outline.length - 1].y});
    datasets.push({
      type: "line", label: "Calibration, scaled to " + records.toLocaleString("en"), counts, stepped: "before",
      pointRadius: 0, pointHoverRadius: 0, data: outline, borderColor: colours.ink, backgroundColor: colours.ink,
      borderWidth: 1.75, order: 0,
    });
    const options = base(colours);
    options.interaction = {mode: "bin", intersect: false};
    options.scales = {
      x: axis("Score", colours, {type: "linear", min: edges[0], max: edges[edges.length - 1], offset: false,
                                 grid: {display: false}, afterBuildTicks: binTicks, ticks: {
        callback: (v, k, ticks) => ticks[k].bin === undefined ? number(v) : binText(ticks[k].bin),
        includeBounds: false, autoSkip: false, maxTicksLimit: 9}}),
      y: axis("Records, logarithmic", colours, {type: "logarithmic", min: floor, ticks: {
        callback: (v) => Math.abs(Math.log10(v) % 1) < 1e-6 ? number(v) : ""}}),
    };
    options.plugins.tooltip.callbacks = {
      title: (items) => items.length ? "Score " + binText(items[0].dataIndex) : "",
      label: (item) => item.dataset.label + ": " + number(item.dataset.counts[item.dataIndex]),
    };
    const marks = found.rule.cut === null ? [] : [{at: found.rule.cut, name: "alerts from here"}];
    return {data: {datasets}, options, plugins: [lines(marks, colours, {head: true})]};
  }

  // A curve from 0 to 1 with the alert rule marked on it.
  function curve(colours, name, xs, ys, here, chance, titles) {
    const data = xs.map((x, i) => ({x, y: ys[i]}));
    const options = base(colours);
    options.interaction = {mode: "nearest", intersect: false};
    options.scales = {
      x: axis(titles[0], colours, {type: "linear", min: 0, max: 1, ticks: {callback: percent, maxTicksLimit: 6}}),
      y: axis(titles[1], colours, {type: "linear", min: 0, max: 1, ticks: {callback: percent, maxTicksLimit: 6}}),
    };
    options.plugins.tooltip.callbacks = {
      label: (item) => titles[1] + " " + percent(item.parsed.y) + " at " + titles[0].toLowerCase() + " " +
        percent(item.parsed.x),
    };
    return {
      type: "line",
      data: {datasets: [
        {label: "The alert rule", data: [here], showLine: false, pointRadius: 6, pointHoverRadius: 7,
         pointStyle: "rectRot", clip: false, borderColor: colours.hot, backgroundColor: colours.hot},
        {label: name, data, borderColor: colours.normal, backgroundColor: colours.normal, borderWidth: 2.25,
         pointRadius: 0, pointHitRadius: 8, tension: 0},
        {label: "Chance", data: chance, borderColor: colours.muted, backgroundColor: colours.muted, borderWidth: 1,
         borderDash: [4, 4], pointRadius: 0, pointHitRadius: 0},
      ]},
      options,
    };
  }

  function roc(colours) {
    const q = found.quality;
    return curve(colours, "AUROC " + q.auroc.value.toFixed(3), [0, ...q.curve.map((p) => p.false_alarm_rate)],
                 [0, ...q.curve.map((p) => p.recall)], {x: q.false_alarm_rate, y: q.recall},
                 [{x: 0, y: 0}, {x: 1, y: 1}], ["False-alarm rate", "Recall"]);
  }

  function precisionRecall(colours) {
    const q = found.quality;
    const share = q.anomalous / (q.anomalous + q.normal);
    return curve(colours, "AUPRC " + q.auprc.value.toFixed(3), [0, ...q.curve.map((p) => p.recall)],
                 [q.curve[0].precision, ...q.curve.map((p) => p.precision)], {x: q.recall, y: q.precision},
                 [{x: 0, y: share}, {x: 1, y: share}], ["Recall", "Precision"]);
  }

  function drift(colours) {
    const top = found.drift.slice(0, 12);
    const colour = {stable: colours.normal + "99", moved: colours.warn, shifted: colours.hot};
    const options = base(colours);
    options.indexAxis = "y";
    options.plugins.legend.display = false;
    options.scales = {
      x: axis("PSI", colours, {min: 0, suggestedMax: .3}),
      y: axis("", colours, {grid: {display: false}, title: {display: false}, ticks: {color: colours.ink, callback(i) {
        const name = this.getLabelForValue(i);
        return name.length > 24 ? name.slice(0, 23) + "…" : name;
      }}}),
    };
    options.plugins.tooltip.callbacks = {label: (item) => number(item.parsed.x) + ", " + top[item.dataIndex].word};
    return {
      type: "bar",
      data: {labels: top.map((d) => d.column),
             datasets: [{label: "PSI", data: top.map((d) => d.psi), backgroundColor: top.map((d) => colour[d.word]),
                         maxBarThickness: 18}]},
      options,
      plugins: [lines([{at: .1, name: "moved"}, {at: .25, name: "shifted"}], colours)],
    };
  }

  const charts = [["histogram", histogram], ["roc", roc], ["precision-recall", precisionRecall], ["drift-chart", drift]];
  let drawn = [];
  function draw() {
    drawn.forEach((chart) => chart.destroy());
    const colours = paint();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    drawn = charts.filter(([id]) => document.getElementById(id))
      .map(([id, make]) => new Chart(document.getElementById(id), make(colours)));
  }

  // Tables: a button in each heading; equal rows keep their order, cells without a value come last either way.
  const key = (row, column) => {
    const cell = row.cells[column], text = cell.textContent.trim();
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    return text === "–" || text === "" ? null : text;
  };
  const texts = new Intl.Collator("en", {numeric: true});
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : texts.compare(a, b);
  function sort(table, column) {
    const heads = [...table.tHead.rows[0].cells];
    const up = heads[column].getAttribute("aria-sort") !== "ascending";
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
    rows.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : (up ? 1 : -1) * compare(a, b));
    table.tBodies[0].append(...rows.map((row) => row[1]));
  }
  const buttons = [];
  for (const table of document.querySelectorAll("table.sortable"))
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (head.hasAttribute("data-fixed")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column));
      head.append(button);
      buttons.push([head, button]);
    });

  // Finding among the cases.
  const find = document.getElementById("find");
  if (find) {
    find.closest("p").hidden = false;
    const rows = [...document.querySelectorAll("table.cases tbody tr")]
      .filter((row) => row.id).map((row) => [row, row.textContent.toLowerCase()]);
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      let shown = 0;
      for (const [row, text] of rows) shown += (row.hidden = !text.includes(wanted)) ? 0 : 1;
      document.getElementById("found").textContent = wanted ? shown + " of " + rows.length : "";
    });
  }

  // On paper everything is open but the counts that a chart shows, the alerts after the tenth and what does not alert;
  // what was opened by hand stays open. Headings are text again: browsers leave buttons out of a head they repeat.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")]
      .filter((box) => !box.matches(".counts, .quiet details") && !(box.closest("tr")?.sectionRowIndex >= 10));
    closed.forEach((box) => { box.open = true; });
    buttons.forEach(([head, button]) => head.replaceChildren(button.textContent));
    draw();
  });
  addEventListener("afterprint", () => {
    closed.forEach((box) => { box.open = false; });
    buttons.forEach(([head, button]) => head.replaceChildren(button));
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
