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
