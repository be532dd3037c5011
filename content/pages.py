"""The pages and the editors' powers a service starts with; what is there already stays as it is."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps as installed_apps
from django.conf import settings
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site

from .editors import ensure_editors

ROOT_PATH = "0001"
FIRST_PAGES = Path(__file__).parent / "defaults" / "pages.json"


def ensure_pages(apps: Any = installed_apps) -> None:
    """Make the site, its home page, the first guidance and the editors' powers where missing.

    Takes a migration's `apps` too. Pages are written as plain rows (path, depth, numchild), because
    a migration's models have none of Wagtail's methods.
    """
    words = json.loads(FIRST_PAGES.read_text(encoding="utf-8"))
    root = _ensure_root(apps)
    home_model = apps.get_model("content", "HomePage")
    home = home_model.objects.order_by("path").first()
    if home is None:
        _remove_welcome_page(apps, root)
        home = _add_child(apps, "HomePage", root, **words["home"])
        _add_child(apps, "GuidancePage", home, **_with_body(words["guidance"]))
    _ensure_site(apps, home)
    ensure_editors(apps, home)
    Site.clear_site_root_paths_cache()


def _with_body(words: dict[str, Any]) -> dict[str, Any]:
    """StreamField takes its blocks as JSON text."""
    return {**words, "body": json.dumps(words["body"])}


def _ensure_locale(apps: Any) -> Any:
    code = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    return apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code=code)[0]


def _ensure_root(apps: Any) -> Any:
    page_model = apps.get_model("wagtailcore", "Page")
    root = page_model.objects.filter(depth=1).order_by("path").first()
    return root or page_model.objects.create(
        title="Root",
        draft_title="Root",
        slug="root",
        content_type=_content_type(apps, "wagtailcore", "page"),
        locale=_ensure_locale(apps),
        path=ROOT_PATH,
        depth=1,
        numchild=0,
        url_path="/",
    )


def _remove_welcome_page(apps: Any, root: Any) -> None:
    """Take away the empty welcome page that Wagtail's own first migration makes."""
    page_model = apps.get_model("wagtailcore", "Page")
    welcome = page_model.objects.filter(
        depth=2, slug="home", numchild=0, content_type=_content_type(apps, "wagtailcore", "page")
    )
    apps.get_model("wagtailcore", "Site").objects.filter(root_page__in=welcome).delete()
    page_model.objects.filter(pk__in=list(welcome.values_list("pk", flat=True))).delete()
    root.numchild = page_model.objects.filter(depth=2, path__startswith=root.path).count()
    page_model.objects.filter(pk=root.pk).update(numchild=root.numchild)


def _add_child(apps: Any, model_name: str, parent: Any, **fields: Any) -> Any:
    """One page as the last child of another."""
    page_model = apps.get_model("wagtailcore", "Page")
    last = page_model.objects.filter(depth=parent.depth + 1, path__startswith=parent.path)
    step = int(last.order_by("-path").values_list("path", flat=True).first() or "0", 36) % 36**4 + 1
    page = apps.get_model("content", model_name).objects.create(
        **fields,
        draft_title=fields["title"],
        content_type=_content_type(apps, "content", model_name.lower()),
        locale=_ensure_locale(apps),
        path=f"{parent.path}{_base36(step)}",
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{fields['slug']}/",
    )
    page_model.objects.filter(pk=parent.pk).update(numchild=parent.numchild + 1)
    parent.numchild += 1
    return page


def _base36(number: int) -> str:
    """Four digits of a page's path, in the alphabet treebeard uses."""
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits


def _ensure_site(apps: Any, home: Any) -> None:
    """One site for every host name: the default one, on the home page."""
    site_model = apps.get_model("wagtailcore", "Site")
    if not site_model.objects.filter(is_default_site=True).exists():
        site_model.objects.create(
            hostname="localhost",
            site_name=settings.WAGTAIL_SITE_NAME,
            root_page_id=home.pk,
            is_default_site=True,
        )


def _content_type(apps: Any, app_label: str, model: str) -> Any:
    content_types = apps.get_model("contenttypes", "ContentType").objects
    return content_types.get_or_create(app_label=app_label, model=model)[0]
