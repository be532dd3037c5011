"""What a guidance page is made of."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# No pictures and nothing embedded: a guidance page loads nothing from anywhere else.
RICH_TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class GuidanceBlocks(blocks.StreamBlock):
    """Headings, paragraphs, steps and warnings, in any order."""

    heading = blocks.CharBlock(
        label=_("heading"), max_length=120, template="content/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(
        label=_("paragraph"), features=RICH_TEXT_FEATURES, template="content/blocks/paragraph.html"
    )
    steps = blocks.ListBlock(
        blocks.TextBlock(label=_("step"), rows=2),
        label=_("steps"),
        template="content/blocks/steps.html",
    )
    warning = blocks.TextBlock(label=_("warning"), rows=2, template="content/blocks/warning.html")

    class Meta:
        required: ClassVar[Any] = False
