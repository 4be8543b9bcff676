
"use strict";
// Each chart becomes one stop of the Tab key; arrow keys, mouse and finger go from mark to mark.
// Without this script the <title> of every mark still shows on hover.
function stack(table) {
  // On a narrow screen each row becomes a block, in which every cell needs the name of its column.
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  table.classList.add("stack");
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, index) => { cell.dataset.of = names[index]; });
  }
}
function enliven(chart) {
  const readout = chart.parentElement.querySelector(".readout");
  let at = -1;

  const drawing = () => [...chart.querySelectorAll("svg")].find((svg) => svg.getClientRects().length > 0);
  const marks = (svg) => [...svg.querySelectorAll(".m")];

  // A narrow drawing holds the last marks of the wide one, which has the words.
  function words(svg, index) {
    const wide = marks(chart.querySelector("svg"));
    return wide[wide.length - marks(svg).length + index].querySelector("title").textContent;
  }

  function centre(mark) {
    const box = mark.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  function show(svg, index) {
    const all = marks(svg);
    if (all.length === 0) return;
    at = Math.max(0, Math.min(index, all.length - 1));
    const ring = svg.querySelector(".ring");
    const [x, y] = centre(all[at]);
    ring.setAttribute("cx", x);
    ring.setAttribute("cy", y);
    ring.removeAttribute("visibility");
    readout.textContent = words(svg, at);
  }

  function nearest(svg, event) {
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const x = (event.clientX - box.left) * scale;
    const y = (event.clientY - box.top) * scale;
    let best = -1;
    let least = Infinity;
    marks(svg).forEach((mark, index) => {
      const [mx, my] = centre(mark);
      const far = Math.abs(mx - x) * 3 + Math.abs(my - y);
      if (far < least) [best, least] = [index, far];
    });
    return best;
  }

  chart.tabIndex = 0;
  chart.ariaLabel += ". Left and right arrow keys go from mark to mark.";
  readout.dataset.hint ||= "Point at or touch a mark, or use the arrow keys.";
  for (const kind of ["pointermove", "pointerdown"]) {
    chart.addEventListener(kind, (event) => {
      const svg = drawing();
      if (svg) show(svg, nearest(svg, event));
    });
  }
  chart.addEventListener("focus", () => {
    const svg = drawing();
    if (svg && at < 0) show(svg, marks(svg).length - 1);
  });
  chart.addEventListener("keydown", (event) => {
    const svg = drawing();
    if (!svg) return;
    const last = marks(svg).length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(svg, to);
  });
}
document.querySelectorAll("table:not(.forest)").forEach(stack);
document.querySelectorAll(".chart").forEach(enliven);
