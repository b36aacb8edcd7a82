"""`podcast:value` and what it is made of: who is paid, how, and who else for a while.

Specification: Podcastindex-org/podcast-namespace, `docs/tags/value.md` and those it links to.
"""

from podcast.content.fields import Fields
from podcast.content.grammar import DECIMAL, UUID
from podcast.content.syndication import Recipient, RemoteItem, Value, ValueTimeSplit
from podcast.content.vocabulary import MEDIUM
from podcast.messages import msg


def read_values(fields: Fields) -> tuple[Value, ...]:
    """Read `value`: one way to pay, or a list of them."""
    return fields.each("value", _read_value)


def read_remote_item(fields: Fields) -> RemoteItem | None:
    """Read a feed somewhere else; nothing if its guid is missing or is none."""
    guid = fields.matching("feed_guid", UUID, required=True)
    item = RemoteItem(
        feed_guid=guid.lower(),
        feed_url=fields.url("feed_url"),
        item_guid=fields.text("item_guid", most=255),
        medium=fields.matching("medium", MEDIUM),
        title=fields.text("title", most=255),
    )
    return item if guid else None


def _read_value(fields: Fields) -> Value | None:
    recipients = fields.each("recipients", _read_recipient)
    value = Value(
        type=fields.text("type", required=True, most=32),
        method=fields.text("method", required=True, most=32),
        suggested=fields.matching("suggested", DECIMAL),
        recipients=recipients,
        splits=fields.each("splits", _read_split),
    )
    if not sum(one.split for one in recipients):
        fields.complain(
            fields.place_of("recipients"),
            "value",
            msg("nobody gets a share of the value"),
            msg("add recipients, each with type, address and split"),
        )
        return None
    return value


def _read_recipient(fields: Fields) -> Recipient:
    return Recipient(
        type=fields.text("type", required=True, most=32),
        address=fields.text("address", required=True, most=500),
        split=fields.integer("split", required=True) or 0,
        name=fields.text("name", most=128),
        custom_key=fields.text("custom_key", most=255),
        custom_value=fields.text("custom_value", most=500),
        fee=fields.flag("fee"),
    )


def _read_split(fields: Fields) -> ValueTimeSplit | None:
    start = fields.duration("start", required=True)
    duration = fields.duration("duration", required=True)
    recipients = fields.each("recipients", _read_recipient)
    remote = fields.nested("remote", read_remote_item)
    split = ValueTimeSplit(
        start_ms=start or 0,
        duration_ms=duration or 0,
        recipients=recipients,
        remote=remote,
        remote_start_ms=fields.duration("remote_start"),
        remote_percentage=fields.integer("remote_percentage", most=100),
    )
    if bool(recipients) == (remote is not None):
        fields.complain(
            fields.place,
            "value",
            msg("a split has recipients or a remote item, one of the two"),
            msg("write recipients, or remote with a feed_guid"),
        )
        return None
    return split if start is not None and duration else None
