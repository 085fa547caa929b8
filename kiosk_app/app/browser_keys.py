"""Keeps a key, a click or a gesture from opening something of the browser's own."""

BROWSER_SCRIPT = """
  // What Chromium does by itself: help, search, its menus, caret browsing, reading
  // a page aloud, going back. None of it belongs into a lobby; whoever develops
  // finds it in the browser's menu.
  (() => {
    const still = (event) => event.preventDefault();
    const browsers = /^(F\\d+|Browser.*|Launch.*|ContextMenu|Help|Find|Print|Open|Save|Close|New)$/;
    window.addEventListener("keydown", (key) => {
      const held = key.ctrlKey || key.altKey || key.metaKey;
      const typed = key.getModifierState?.("AltGraph");
      const escapes = key.key === "Escape" && (key.shiftKey || held);
      if (browsers.test(key.key) || escapes || (held && !typed)) still(key);
    }, true);
    for (const kind of ["contextmenu", "auxclick", "dragstart", "dragover", "drop"]) {
      window.addEventListener(kind, still, true);
    }
    // Two fingers on the glass, or Control with a wheel, would enlarge the page.
    const actively = { capture: true, passive: false };
    window.addEventListener("wheel", (turn) => { if (turn.ctrlKey) still(turn); }, actively);
    window.addEventListener("touchmove", (move) => { if (move.touches.length > 1) still(move); }, actively);
    // Nothing on the page leads elsewhere; should something ever, it leads nowhere.
    window.open = () => null;
    window.print = () => {};
    window.navigation?.addEventListener("navigate", (way) => {
      const elsewhere = new URL(way.destination.url).origin !== location.origin;
      if ((elsewhere || way.downloadRequest !== null) && way.cancelable) still(way);
    });
  })();
"""
