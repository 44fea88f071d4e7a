// Tables that sort; cases that are found, filtered and leafed through.
(() => {
  // Equal rows keep their order, cells without a value come last either way.
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
    table.dispatchEvent(new Event("sorted"));
  }
  report.buttons = [];
  for (const table of document.querySelectorAll("table.sortable"))
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (head.hasAttribute("data-fixed")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column));
      head.append(button);
      report.buttons.push([head, button]);
    });

  // Of the tables only those that scroll sideways are stops for the keyboard.
  function reach() {
    for (const box of document.querySelectorAll(".scroll")) {
      const scrolls = box.scrollWidth > box.clientWidth;
      if (!scrolls) {
        ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
        continue;
      }
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption").textContent);
    }
  }
  addEventListener("resize", reach);

  const find = document.getElementById("find");
  if (!find) return reach();
  find.closest(".find").hidden = false;
  const tables = [...document.querySelectorAll("table.cases")];
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]).filter((row) => row.id);
  const texts_of = new Map(rows.map((row) => [row, [...row.querySelectorAll(".key, .reasons")]
    .map((part) => part.textContent).concat(row.dataset.label || "").join("\n").toLowerCase()]));
  const behind = document.getElementById("behind"), label = document.getElementById("of-label");
  const pager = document.getElementById("pager");
  let page = 0, size = 25;

  const matches = (row) => texts_of.get(row).includes(find.value.trim().toLowerCase()) &&
    (!behind.value || row.dataset.why.split(" ").includes(behind.value)) && (!label || !label.value || row.dataset.label === label.value);

  // One page of what matches, in the order in which the tables stand.
  function show() {
    const shown = tables.flatMap((table) => [...table.tBodies[0].rows]).filter((row) => row.id && matches(row));
    const pages = Math.max(1, Math.ceil(shown.length / size));
    page = Math.min(page, pages - 1);
    const visible = new Set(shown.slice(page * size, (page + 1) * size));
    for (const row of rows) row.hidden = !visible.has(row);
    for (const table of tables) table.closest(".scroll").hidden = ![...table.tBodies[0].rows].some((row) => !row.hidden);
    const filtered = shown.length < rows.length;
    document.getElementById("found").textContent = filtered ? shown.length + " of " + rows.length + " cases" : "";
    document.getElementById("page-text").textContent = "Page " + (page + 1) + " of " + pages;
    pager.hidden = pages === 1;
    pager.querySelector("[data-to=back]").disabled = page === 0;
    pager.querySelector("[data-to=on]").disabled = page === pages - 1;
    reach();
  }
  function again() { page = 0; show(); }
  find.addEventListener("input", again);
  behind.addEventListener("change", again);
  if (label) label.addEventListener("change", again);
  tables.forEach((table) => table.addEventListener("sorted", again));
  pager.addEventListener("click", (event) => {
    const to = event.target.dataset.to;
    if (!to) return;
    page += to === "on" ? 1 : -1;
    show();
    tables[0].closest("section").querySelector(".find").scrollIntoView({block: "start"});
  });

  // A link to a case turns to its page, and opens it.
  function open(row) {
    if (!row) return;
    if (!matches(row)) {
      find.value = behind.value = "";
      if (label) label.value = "";
    }
    const shown = tables.flatMap((table) => [...table.tBodies[0].rows]).filter((r) => r.id && matches(r));
    page = Math.floor(shown.indexOf(row) / size);
    show();
    const box = row.querySelector("details");
    if (box) box.open = true;
    row.scrollIntoView({block: "start"});
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#case-']");
    if (link) open(document.getElementById(link.hash.slice(1)));
  });
  addEventListener("hashchange", () => { if (location.hash.startsWith("#case-")) open(document.getElementById(location.hash.slice(1))); });

  // On paper: the first of what matches.
  let before = null;
  report.print = (on) => {
    if (on) [before, page, size] = [page, 0, 50];
    else [page, size] = [before, 25];
    show();
  };
  show();
})();
