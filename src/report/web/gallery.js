// The sliders and choices of the gallery of scans.
(() => {
  const viewer = document.querySelector(".viewer");
  if (!viewer) return;
  viewer.hidden = false;
  const parts = document.querySelectorAll("#grey-window feComponentTransfer > *");
  const slider = (name) => viewer.querySelector(`[data-view=${name}]`);
  const show = () => {
    const level = slider("level").value / 100, width = slider("window").value / 100;
    for (const part of parts) {
      part.setAttribute("slope", 1 / width);
      part.setAttribute("intercept", 0.5 - level / width);
    }
    const heat = slider("heat");
    if (heat) document.documentElement.style.setProperty("--heat", heat.value / 100);
  };
  const choose = () => {
    const chosen = [...viewer.querySelectorAll("select")].filter((select) => select.value);
    for (const one of document.querySelectorAll(".gallery article"))
      one.hidden = chosen.some((select) => one.dataset[select.dataset.choice] !== select.value);
  };
  viewer.addEventListener("input", (event) => event.target.tagName === "SELECT" ? choose() : show());
  slider("reset").addEventListener("click", () => {
    for (const one of viewer.querySelectorAll("input")) one.value = one.defaultValue;
    show();
  });
  show();
})();
