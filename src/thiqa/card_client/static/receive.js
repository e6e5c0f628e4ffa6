// Hands what a site put into the fragment to our own form; nothing leaves this machine.
(function () {
  "use strict";
  var form = document.getElementById("receive");
  var fragment = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (fragment) {
    form.elements.request.value = fragment;
    form.submit();
  } else {
    document.getElementById("nothing").hidden = false;
  }
})();
