// Charts are drawn from the tables beside them, so neither says what the other does not.
(() => {
  "use strict";
  const charts = [];
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const DASHES = [[], [6, 4], [2, 3]];
  const POINTS = ["circle", "rect", "triangle"];
  const SIGNS = { box: { boxWidth: 12, boxHeight: 12 }, point: { boxWidth: 8, boxHeight: 8 } };  // a point is drawn larger than its box

  function read(table) {
    const heads = [...table.querySelectorAll("thead th")];
    const rows = [...table.querySelectorAll("tbody tr")];
    const series = heads.map((head, column) => ({ head, column })).filter(({ head }) => head.dataset.series);
    return {
      labels: rows.map((row) => row.dataset.label),
      series: series.map(({ head, column }) => ({
        name: head.textContent,
        color: token(`--c${head.dataset.series}`),
        values: rows.map((row) => row.children[column].dataset.value).map((value) => value === undefined ? null : Number(value)),
      })),
    };
  }

  function draw(canvas) {
    const { labels, series } = read(document.getElementById(canvas.dataset.table));
    const kind = canvas.dataset.kind;
    const grid = { color: token("--line") };
    const ticks = { color: token("--text-2"), font: { family: "Inter", size: 12 } };
    const steps = { ...ticks, maxTicksLimit: 6, precision: 0, callback: (value) => new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(value) };
    charts.push(new Chart(canvas, {
      type: kind === "line" ? "line" : "bar",
      data: {
        labels,
        datasets: series.map((one, at) => ({
          label: one.name, data: one.values, borderColor: one.color, backgroundColor: one.color,
          borderDash: DASHES[at], pointStyle: POINTS[at], pointRadius: 4, borderWidth: kind === "line" ? 2 : 0, tension: 0,
          maxBarThickness: 36,
        })),
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false,
        indexAxis: kind === "across" ? "y" : "x",
        scales: {
          x: { stacked: kind !== "line", grid: kind === "across" ? grid : { display: false }, ticks: kind === "across" ? steps : ticks },
          y: { stacked: kind !== "line", grid: kind === "across" ? { display: false } : grid, ticks: kind === "across" ? ticks : steps, beginAtZero: true },
        },
        plugins: { legend: { align: "start", labels: { color: token("--text-2"), font: { family: "Inter", size: 12 }, usePointStyle: kind === "line", ...SIGNS[kind === "line" ? "point" : "box"] } } },
      },
    }));
  }

  function all() {
    for (const chart of charts.splice(0)) chart.destroy();
    for (const canvas of document.querySelectorAll("canvas[data-table]")) draw(canvas);
  }

  all();
  dark.addEventListener("change", all);
  const form = document.querySelector(".chosen-report");
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.submit());
})();
