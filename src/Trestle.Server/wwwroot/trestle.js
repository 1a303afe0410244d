// What pages cannot do on the server: the theme of the browser, and charts.
window.trestle = (() => {
    const key = "trestle-dark";
    const charts = new Map();
    const stored = () => localStorage.getItem(key);
    const isDark = () => stored() === null ? matchMedia("(prefers-color-scheme: dark)").matches : stored() === "yes";
    const show = () => document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    const resize = new ResizeObserver(entries => entries.forEach(entry => charts.get(entry.target)?.resize()));
    show();
    return {
        isDark,
        setDark(dark) {
            localStorage.setItem(key, dark ? "yes" : "no");
            show();
        },
        chart(element, option) {
            if (!charts.has(element)) {
                charts.set(element, echarts.init(element, null, { renderer: "svg" }));
                resize.observe(element);
            }
            charts.get(element).setOption(option, { notMerge: true });
        },
        dispose(element) {
            resize.unobserve(element);
            charts.get(element)?.dispose();
            charts.delete(element);
        },
    };
})();
