"""What an editor may do with a wording: write it and take it back, never let it go live alone."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class WordingPolicy(ModelPermissionPolicy):
    """Nobody publishes, superusers neither: a version goes live when a second editor approves."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Django's own permissions, without the one to publish."""
        return action != "publish" and bool(super().user_has_permission(user, action))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """What was ever sent is withdrawn, not deleted: its versions stay."""
        kept = action == "delete" and instance.first_published_at is not None
        return not kept and self.user_has_permission(user, action)
