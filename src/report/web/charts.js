// The charts whose shape does not depend on labels: scores, drift, time, training.
(() => {
  const {found, number, paint, lines, axis, base, points, charts} = report;

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

  const mark = {at: null, name: "alerts from here"};

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
    return {data: {datasets}, options, plugins: [lines([mark], colours, {head: true})]};
  }

  function moveMark(chart, step) {
    mark.at = found.threshold.cut[step];
    if (chart) chart.draw();
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

  // Alerts as bars, and what normal records alone would give by the rule.
  function time(colours) {
    const {starts, records, alerts, anomalous, column} = found.time;
    const rate = found.rule.kind === "discovery" ? null : found.rule.rate;
    const datasets = [{type: "bar", label: "Alerts", data: alerts, backgroundColor: colours.normal + "99", order: 3}];
    if (anomalous)
      datasets.push({type: "line", label: "Anomalous", data: anomalous, borderColor: colours.hot,
                     backgroundColor: colours.hot, borderWidth: 1.5, pointRadius: 1.5, order: 1});
    if (rate !== null)
      datasets.push({type: "line", label: "Expected if all were normal", data: records.map((n) => n * rate),
                     borderColor: colours.ink, backgroundColor: colours.ink, borderWidth: 1.5, pointRadius: 0, order: 2});
    const options = base(colours);
    options.scales = {
      x: axis(column, colours, {grid: {display: false}, ticks: {autoSkip: true, maxTicksLimit: 8}}),
      y: axis("Alerts", colours, {beginAtZero: true}),
    };
    options.plugins.tooltip.callbacks = {afterBody: (items) => items.length ? "of " + number(records[items[0].dataIndex]) + " records" : ""};
    return {data: {labels: starts, datasets}, options};
  }

  function training(colours) {
    const palette = [colours.normal, colours.hot, colours.good, colours.warn, colours.muted];
    const options = base(colours);
    options.interaction = {mode: "nearest", axis: "x", intersect: false};
    options.scales = {
      x: axis("Step", colours, {type: "linear", ticks: {callback: (v) => number(v)}}),
      y: axis("Value", colours),
    };
    return {
      type: "line",
      data: {datasets: found.curves.map((c, k) => ({
        label: c.name, data: points(c.step, c.value), borderColor: palette[k % palette.length],
        backgroundColor: palette[k % palette.length], borderWidth: 1.5, pointRadius: 0, tension: 0}))},
      options,
    };
  }

  charts.push({id: "histogram", make: histogram, move: moveMark}, {id: "drift-chart", make: drift},
              {id: "time-chart", make: time}, {id: "training-chart", make: training});
})();
