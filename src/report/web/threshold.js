// The threshold slider: one step is one cut of the table, from no alert to all.
(() => {
  const {found, number, percent} = report;
  const t = found.threshold, q = found.quality;
  const slider = document.getElementById("cut");

  // 95 % of a share (Wilson 1927).
  function interval(k, n) {
    const z = 1.96, p = k / n, middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return percent(Math.max(0, middle - half)) + " to " + percent(Math.min(1, middle + half));
  }
  const ratio = (k, n) => n ? [percent(k / n), interval(k, n)] : ["–", ""];

  // id of a tile -> its number and what stands below it
  function tiles(step) {
    const out = {
      "live-alerts": [number(t.alerts[step]), percent(t.alerts[step] / found.records) + " of the records"],
      "live-expected": [number(t.low[step]) + "–" + number(t.high[step]),
                        "if all were normal, at p ≤ " + number(t.rate[step])],
    };
    if (t.true_alerts) {
      const hits = t.true_alerts[step], alarms = t.false_alerts[step];
      const [precision, around] = ratio(hits, hits + alarms), [recall, about] = ratio(hits, q.anomalous);
      out["live-precision"] = [precision, around];
      out["live-recall"] = [recall, about];
      out["live-false"] = [number(alarms), q.normal ? percent(alarms / q.normal) + " of the normal records" : ""];
      if (report.cost)
        out["live-cost"] = report.costs ? [number(report.cost(step)), "the least is " + number(report.cost(report.cheapest()))] : ["–", "give both costs below"];
    }
    if (t.amount) {
      const all = q ? found.money.anomalous : found.money.total;
      out["live-amount"] = [number(t.amount[step]), all > 0 ? percent(t.amount[step] / all) + " of " + number(all) +
        (t.alerts[step] ? "; " + number(t.amount[step] / t.alerts[step]) + " an alert" : "") : ""];
    }
    return out;
  }

  function show(step, changed = false) {
    report.step = step;
    for (const [id, [value, beside]] of Object.entries(tiles(step))) {
      const tile = document.getElementById(id);
      if (!tile) continue;
      tile.querySelector("b").textContent = value;
      tile.querySelector("span").textContent = beside;
    }
    const cut = t.cut[step] === null ? "no record alerts" : "a score of " + number(t.cut[step], 5) + " or more";
    document.getElementById("cut-text").textContent = cut + (step === t.here ? ", the rule in force" : "");
    slider.setAttribute("aria-valuetext", cut + ": " + number(t.alerts[step]) + " alerts");
    for (const chart of report.charts) if (chart.move) chart.move(chart.drawn, step, changed);
  }

  if (!slider) return;
  slider.closest(".slider").hidden = false;
  // Where the batch or the group decides, the cut with as many alerts is the nearest.
  const start = t.here !== null ? t.here : Math.max(0, t.alerts.findLastIndex((n) => n <= found.alerts));
  let wanted = null;
  slider.addEventListener("input", () => {
    if (wanted === null) requestAnimationFrame(() => { show(wanted); wanted = null; });
    wanted = Number(slider.value);
  });
  function go(step) { slider.value = step; show(Number(step)); }
  for (const button of document.querySelectorAll("button[data-step]"))
    button.addEventListener("click", () => go(button.dataset.step));
  const cheapest = document.getElementById("cheapest");
  const inputs = [...document.querySelectorAll(".costs input")];
  function readCosts() {
    const [miss, alarm] = inputs.map((input) => Number(input.value));
    report.costs = miss > 0 && alarm > 0 ? {miss, false_alarm: alarm} : null;
    cheapest.disabled = !report.costs;
    show(report.step, true);
  }
  inputs.forEach((input) => input.addEventListener("input", readCosts));
  if (cheapest) cheapest.addEventListener("click", () => go(report.cheapest()));
  report.start = () => {
    go(start);
    if (cheapest) readCosts();
  };
})();
