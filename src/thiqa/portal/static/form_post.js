// Sends the answer on to the service; without scripts its button does.
document.querySelector("form[data-submit-at-once]").submit();
