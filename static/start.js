// Starts govuk-frontend's behaviour on the parts that use it. Every page works without this file.
import {
  Button,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  Radios,
  SkipLink,
  createAll,
} from "./govuk-frontend-6.6.0.min.js";

/** Leaving replaces the page in the history, so that one press of Back does not bring it up again. */
class LeaveThisPage extends ExitThisPage {
  exitPage() {
    super.exitPage();
    window.location.replace(this.$button.href);
  }
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(LeaveThisPage);
createAll(Button, { preventDoubleClick: true });
for (const part of [Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink]) {
  createAll(part);
}

/*
 * After a form a long page opens at the part that changed: what was kept is said there, and not out of
 * sight above it.
 */
function sayItThere() {
  const changed = document.querySelector("main :target");
  const notices = document.querySelectorAll("main .govuk-notification-banner");
  if (!changed || !notices.length) return;
  (changed.closest("li, tr") ? changed.closest("ol, ul, table") : changed).before(...notices);
  notices[0].scrollIntoView();
}
// By then the browser has gone to the part itself.
window.addEventListener("load", sayItThere);

/*
 * A page that came of sending a form (something was wrong with it, or it was only looked at) stays in the
 * history as sent, and Back would ask to send it again. On the way out it becomes the page that the
 * address shows by itself. A reload still sends again what was typed, so that nothing is lost by one.
 */
const sentHere = document.querySelector("main form[method=post]:not([action])");
if (sentHere && "sent" in document.body.dataset) {
  for (const leaving of ["click", "submit"]) {
    document.addEventListener(leaving, ({ target }) => {
      if (leaving === "submit" || target.closest("a[href]")) {
        window.history.replaceState(null, "", window.location.href);
      }
    });
  }
}
