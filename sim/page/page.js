// What is drawn anew gets the focus back that was on it.
(() => {
  let key = null;
  const keyed = (one) => one?.closest?.("[data-key]")?.dataset.key ?? null;
  document.addEventListener("focusin", (event) => { key = keyed(event.target); });
  document.addEventListener("pointerdown", (event) => { key = keyed(event.target); });
  new MutationObserver(() => {
    if (key === null || document.activeElement !== document.body) return;
    document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }).observe(document, { childList: true, subtree: true });

  // The map is laid out for the width that there is.
  const narrow = matchMedia("(max-width: 800px)");
  window.tellWidth = () => emitEvent("narrow", narrow.matches);
  narrow.addEventListener("change", window.tellWidth);
})();
