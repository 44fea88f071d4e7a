// The curves over all thresholds, with the one in force marked on each.
(() => {
  const {found, number, percent, axis, base, points, here, band, charts} = report;
  const t = found.threshold, q = found.quality;
  const recall = (step) => q.anomalous ? t.true_alerts[step] / q.anomalous : 0;
  const falseAlarmRate = (step) => q.normal ? t.false_alerts[step] / q.normal : 0;
  const precision = (step) => t.true_alerts[step] / Math.max(1, t.true_alerts[step] + t.false_alerts[step]);
  const share = (step) => t.alerts[step] / found.records;

  const shares = (colours, titles, more = {}) => ({
    x: axis(titles[0], colours, {type: "linear", min: 0, max: 1, ticks: {callback: percent, maxTicksLimit: 6}, ...more.x}),
    y: axis(titles[1], colours, {type: "linear", min: 0, max: 1, ticks: {callback: percent, maxTicksLimit: 6}, ...more.y}),
  });
  const line = (label, data, colour, more) => ({label, data, borderColor: colour, backgroundColor: colour,
                                                borderWidth: 2.25, pointRadius: 0, pointHitRadius: 8, tension: 0, ...more});
  const chance = (data, colours, label = "Chance") =>
    line(label, data, colours.muted, {borderWidth: 1, borderDash: [4, 4], pointHitRadius: 0});

  // place(step): the point of a threshold on the chart, or null.
  function chart(colours, datasets, scales, titles, place, format = percent) {
    const options = base(colours);
    options.interaction = {mode: "nearest", intersect: false};
    options.scales = scales;
    options.plugins.tooltip.callbacks = {
      label: (item) => titles[1] + " " + format(item.parsed.y) + " at " + titles[0].toLowerCase() + " " + percent(item.parsed.x)};
    return {type: "line", data: {datasets: [here(place(report.step), colours), ...datasets]}, options};
  }
  function add(id, place, make) {
    charts.push({id, make, move(drawn, step) {
      if (!drawn) return;
      const point = place(step);
      drawn.data.datasets[0].data = point ? [point] : [];
      drawn.update("none");
    }});
  }

  if (q && q.curve.length) {
    const rocPoint = (step) => ({x: falseAlarmRate(step), y: recall(step)});
    add("roc", rocPoint, (colours) => {
      const titles = ["False-alarm rate", "Recall"], b = q.bands.roc;
      return chart(colours, [
        line("AUROC " + q.auroc.value.toFixed(3), points([0, ...q.curve.map((p) => p.false_alarm_rate)],
                                                        [0, ...q.curve.map((p) => p.recall)]), colours.normal),
        ...band(b.false_alarm_rate, b.low, b.high, colours), chance([{x: 0, y: 0}, {x: 1, y: 1}], colours),
      ], shares(colours, titles), titles, rocPoint);
    });

    const prPoint = (step) => t.alerts[step] ? {x: recall(step), y: precision(step)} : null;
    add("precision-recall", prPoint, (colours) => {
      const titles = ["Recall", "Precision"], b = q.bands.precision, of = q.anomalous / (q.anomalous + q.normal);
      return chart(colours, [
        line("AUPRC " + q.auprc.value.toFixed(3), points([0, ...q.curve.map((p) => p.recall)],
                                                        [q.curve[0].precision, ...q.curve.map((p) => p.precision)]), colours.normal),
        ...band(b.recall, b.low, b.high, colours), chance([{x: 0, y: of}, {x: 1, y: of}], colours),
      ], shares(colours, titles), titles, prPoint);
    });

    const gainPoint = (step) => ({x: share(step), y: recall(step)});
    add("gain", gainPoint, (colours) => {
      const titles = ["Share of records that alert", "Recall"], b = q.bands.gain;
      return chart(colours, [
        line("Cumulative gain", t.alerts.map((_, step) => gainPoint(step)), colours.normal),
        ...band(b.share, b.low, b.high, colours), chance([{x: 0, y: 0}, {x: 1, y: 1}], colours),
      ], shares(colours, titles), titles, gainPoint);
    });

    // What missed anomalies and false alarms cost together; nothing until both costs are known.
    report.costs = found.costs;
    report.cost = (step) => report.costs ? report.costs.miss * (q.anomalous - t.true_alerts[step]) +
      report.costs.false_alarm * t.false_alerts[step] : null;
    report.cheapest = () => t.alerts.reduce((best, _, step) => report.cost(step) < report.cost(best) ? step : best, 0);
    const costPoint = (step) => report.costs ? {x: share(step), y: report.cost(step)} : null;
    const costs = () => report.costs ? t.alerts.map((_, step) => costPoint(step)) : [];
    // The cost follows from the recall at a share of records, so its band does from the band of that.
    const labelled = q.anomalous + q.normal, b = q.bands.gain;
    const bound = (recalls) => report.costs ? points(b.share, b.share.map((x, k) =>
      report.costs.miss * q.anomalous * (1 - recalls[k]) + report.costs.false_alarm * (x * labelled - q.anomalous * recalls[k]))) : [];
    const costBand = () => [bound(b.high), bound(b.low)];
    charts.push({id: "cost", make(colours) {
      const titles = ["Share of records that alert", "Cost"];
      const around = band([], [], [], colours);
      costBand().forEach((data, k) => { around[k].data = data; });
      return chart(colours, [line("Cost of misses and false alarms", costs(), colours.normal), ...around],
                   shares(colours, titles, {y: {max: undefined, ticks: {callback: (v) => number(v)}}}), titles, costPoint, number);
    }, move(drawn, step, changed) {
      if (!drawn) return;
      drawn.data.datasets[0].data = report.costs ? [costPoint(step)] : [];
      if (changed) [costs(), ...costBand()].forEach((data, k) => { drawn.data.datasets[1 + k].data = data; });
      drawn.update("none");
    }});
  }

  // Promised against observed: on the dashed line the promise is kept.
  const promisedPoint = (step) => {
    const c = found.calibration, rate = t.rate[step];
    const k = c.promised.findIndex((p) => p >= rate);
    return k < 0 ? null : {x: c.promised[k], y: c.observed[k]};
  };
  if (found.calibration) add("calibration-chart", promisedPoint, (colours) => {
    const c = found.calibration, titles = ["Promised rate", c.of === "normal" ? "Observed among normal records" : "Observed among all records"];
    const low = c.promised[0], floor = Math.min(low, ...c.observed.filter((v) => v > 0)) / 2;
    const above = (values) => values.map((v) => Math.max(v, floor));
    const ticks = {callback: (v) => Math.abs(Math.log10(v) % 1) < 1e-6 ? percent(v) : ""};
    return chart(colours, [
      line("Observed", points(c.promised, above(c.observed)), colours.normal),
      ...band(c.promised, above(c.low), above(c.high), colours),
      chance([{x: low, y: low}, {x: .5, y: .5}], colours, "As promised"),
    ], shares(colours, titles, {x: {type: "logarithmic", min: low, max: .5, ticks}, y: {type: "logarithmic", min: floor, max: 1, ticks}}),
    titles, promisedPoint);
  });

  if (found.money) {
    const moneyPoint = (step) => ({x: share(step), y: t.amount[step]});
    add("money-chart", moneyPoint, (colours) => {
      const titles = ["Share of records that alert", q ? "Amount caught" : "Amount that alerts"];
      return chart(colours, [line(titles[1], t.amount.map((_, step) => moneyPoint(step)), colours.normal)],
                   shares(colours, titles, {y: {max: undefined, ticks: {callback: (v) => number(v)}}}), titles, moneyPoint, number);
    });
  }
})();
