"""Public guidance, and the wordings that replace the built-in ones."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    ModelLogEntry,
    Page,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.models.pages import PagePermissionTester
from wagtail.search import index

from .approval import check_approved, move_request_on
from .blocks import RICH_TEXT_FEATURES, GuidanceBlocks
from .builtin import (
    BOOKING,
    COVER,
    DETAIL,
    ENGLISH,
    cover_choices,
    direction_of,
    key_choices,
    language_choices,
)
from .rules import faults
from .second_editor import SecondEditor
from .segments import one_line_end

__all__ = ["GuidancePage", "HomePage", "KeptPagePermissions", "SecondEditor", "Wording"]


class KeptPagePermissions(PagePermissionTester):
    """A page that stays where it is: it can be edited, not deleted, moved or taken down."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Never: the public site stands on it."""
        return False

    def can_unpublish(self) -> bool:
        """Never: the public site stands on it."""
        return False


class HomePage(Page):
    """The front of the public site: a few words and the list of guidance."""

    introduction = RichTextField(_("introduction"), blank=True, features=RICH_TEXT_FEATURES)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["content.GuidancePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    settings_panels: ClassVar[list[Any]] = []  # no publishing by the clock: nothing runs it

    def permissions_for_user(self, user: Any) -> KeptPagePermissions:
        """What somebody may do with the home page."""
        return KeptPagePermissions(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the guidance that everybody may read."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        guidance = GuidancePage.objects.child_of(self).live().public().in_menu()
        return {**context, "guidance": guidance.order_by("path")}


class GuidancePage(Page):
    """One page of public guidance, in plain words."""

    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One sentence for the list of guidance."),
    )
    body = StreamField(GuidanceBlocks(), verbose_name=_("text"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    show_in_menus_default = True
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    settings_panels: ClassVar[list[Any]] = []  # as on the home page
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]


class Wording(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """One text we send, in one language at one level; published, it replaces the built-in one."""

    class Level(models.TextChoices):
        """How much a text may tell."""

        COVER = COVER, _("cover: harmless whoever reads it")
        DETAIL = DETAIL, _("detail: says what it is about")

    key = models.CharField(_("what it is for"), max_length=60, choices=key_choices)
    language = models.CharField(
        _("language"), max_length=12, choices=language_choices, default=ENGLISH
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    cover = models.CharField(
        _("cover"),
        max_length=20,
        choices=cover_choices,
        default=BOOKING,
        help_text=_("What a cover text pretends to be about; a detail has none."),
    )
    body = models.TextField(_("text"), max_length=1600)
    reviewed_by = models.CharField(
        _("reviewed by"),
        max_length=120,
        blank=True,
        help_text=_("Who read and approved these words; leave empty until somebody has."),
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="wording")

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering: ClassVar[list[str]] = ["key", "language", "level"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["key", "language", "level", "cover"],
                name="one_wording_for_each_key_language_level_cover",
                violation_error_message=_("This text has a wording already; edit that one."),
            )
        ]

    def __str__(self) -> str:
        level = self.cover if self.level == COVER else self.level
        return f"{self.get_key_display()} · {self.get_language_display()} · {level}"

    @admin.display(description=_("reviewed by"), ordering="reviewed_by")
    def reviewer(self) -> str:
        """Who read and approved these words, in a list: nobody is said, not left empty."""
        return self.reviewed_by or now_("Not reviewed")

    @admin.display(description=_("text"), ordering="body")
    def words(self) -> str:
        """The text in a list, written the right way round."""
        way = direction_of(self.language)
        return format_html('<span dir="{}" lang="{}">{}</span>', way, self.language, self.body)

    @property
    def revisions(self) -> Any:
        """Every version of this wording."""
        return self._revisions

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Let a version go live that a second editor approved, and no other: by whatever way."""
        check_approved(revision)
        # The approval stands in place of a permission, which nobody has.
        kwargs["skip_permission_checks"] = True
        return super().publish(revision, *args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Keep a version; what somebody was asked to approve is never written over."""
        over = kwargs.get("overwrite_revision")
        if over is not None and over.task_states.exists():
            kwargs["overwrite_revision"] = None
        revision: Revision = super().save_revision(*args, **kwargs)
        move_request_on(self, revision)
        return revision

    def withdrawn_since(self, revision: Revision) -> bool:
        """Whether this text was withdrawn after a version was written, and sent again later."""
        gone = ModelLogEntry.objects.for_instance(self).filter(action="wagtail.unpublish")
        return bool(gone.filter(timestamp__gt=revision.created_at).exists())

    def clean(self) -> None:
        """Refuse a wording that could give somebody away, cost too much or leave out an answer."""
        super().clean()
        self.body = one_line_end(self.body)
        if self.level == DETAIL:
            self.cover = BOOKING
        if self.key and self.level and self.body:
            found = faults(self.key, self.language, self.level, self.body)
            if found:
                raise ValidationError({"body": found})
