"""What is known of providers, and what becomes of it."""

from typing import Any

import pytest

from podcast.store.providers import Provider, provider_of, providers
from podcast.store.s3 import S3Store

ANSWERS = {"yes", "no", "unverified", "unquoted", "ignored", "bucket"}
KNOWN = [
    ("https://s3.eu-west-3.amazonaws.com", "aws", "eu-west-3"),
    ("https://s3.dualstack.eu-west-3.amazonaws.com/", "aws", "eu-west-3"),
    ("https://s3.amazonaws.com", "aws", ""),
    ("https://0123abcd0123abcd.r2.cloudflarestorage.com", "r2", "auto"),
    ("https://0123abcd0123abcd.eu.r2.cloudflarestorage.com", "r2", "auto"),
    ("https://s3.us-west-004.backblazeb2.com", "b2", "us-west-004"),
    ("https://s3.fr-par.scw.cloud", "scaleway", "fr-par"),
    ("HTTPS://S3.FR-PAR.SCW.CLOUD:443/", "scaleway", "fr-par"),
    ("https://s3.gra.io.cloud.ovh.net", "ovh", "gra"),
    ("https://s3.eu-central-1.wasabisys.com", "wasabi", "eu-central-1"),
    ("https://play.min.io", "minio", ""),
    ("https://fra1.digitaloceanspaces.com", "spaces", "fra1"),
]


@pytest.mark.parametrize(("endpoint", "name", "region"), KNOWN)
def test_a_host_tells_its_provider_and_region(endpoint: str, name: str, region: str) -> None:
    """The address that a provider's documentation gives is recognised, with the region in it."""
    found = provider_of(endpoint)
    assert found is not None
    assert (found.id, found.region_of(endpoint)) == (name, region)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://127.0.0.1:9000",
        "https://s3.example.com",
        "https://s3.fr-par.scw.cloud.example.com",
        "https://example.com/s3.fr-par.scw.cloud",
        "https://[::1",
    ],
)
def test_other_hosts_are_nobody_known(endpoint: str) -> None:
    """A host that only resembles, or none, is no provider."""
    assert provider_of(endpoint) is None


@pytest.mark.parametrize("provider", providers(), ids=lambda one: one.id)
def test_every_fact_is_answered_and_has_a_source_or_says_so(provider: Provider) -> None:
    """No field is missing or of another kind, and what nobody has checked is marked."""
    answers = {
        name: getattr(provider, name)
        for name in ("create", "match", "complete", "acl", "policy", "cors", "lifecycle")
    }
    assert set(answers.values()) <= ANSWERS
    assert provider.addressing in ("path", "virtual")
    assert 1000 <= provider.most_parts <= 10_000
    assert set(provider.unverified) <= set(Provider.__slots__)
    assert all(source.startswith("https://") for source in provider.sources)
    checked = [name for name, answer in answers.items() if answer != "unverified"]
    assert provider.sources or set(checked) <= set(provider.unverified)


def test_the_ten_providers_are_there() -> None:
    """Those that the documentation names, each once."""
    assert [one.id for one in providers()] == [
        "aws",
        "r2",
        "b2",
        "scaleway",
        "ovh",
        "wasabi",
        "minio",
        "ceph",
        "garage",
        "spaces",
    ]


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://s3.fr-par.scw.cloud", "https://show.s3.fr-par.scw.cloud/"),
        ("https://s3.eu-west-3.amazonaws.com", "https://show.s3.eu-west-3.amazonaws.com/"),
        ("https://s3.eu-central-1.wasabisys.com", "https://s3.eu-central-1.wasabisys.com/show/"),
        ("https://fra1.digitaloceanspaces.com", "https://show.fra1.cdn.digitaloceanspaces.com/"),
        ("https://0123abcd.r2.cloudflarestorage.com", ""),
        ("https://s3.amazonaws.com", ""),
    ],
)
def test_the_public_address_follows(endpoint: str, expected: str) -> None:
    """Where a provider has one for every bucket, it can be proposed; otherwise nothing is."""
    found = provider_of(endpoint)
    assert found is not None
    assert found.public_url("show", endpoint) == expected


@pytest.mark.parametrize(
    ("endpoint", "bucket", "expected"),
    [
        ("https://s3.fr-par.scw.cloud", "show", "https://show.s3.fr-par.scw.cloud/?"),
        ("https://s3.fr-par.scw.cloud", "show.example.fr", "https://s3.fr-par.scw.cloud/show.example.fr?"),
        ("https://s3.eu-west-3.amazonaws.com", "show", "https://show.s3.eu-west-3.amazonaws.com/?"),
        ("https://s3.gra.io.cloud.ovh.net", "show", "https://s3.gra.io.cloud.ovh.net/show?"),
        ("http://minio.example.com:9000", "show", "http://minio.example.com:9000/show?"),
    ],
)
def test_a_bucket_is_addressed_as_its_provider_prefers(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, bucket: str, expected: str
) -> None:
    """Part of the host or of the path; signed for the region that the endpoint names, if no other is set."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    store = S3Store(bucket, endpoint=endpoint)
    asked: list[Any] = []

    def stop(request: Any, **_: Any) -> None:
        asked.append(request)
        raise OSError("no request leaves a test")

    store._client.meta.events.register_first("before-send.s3", stop)
    with pytest.raises(OSError, match="no request"):
        store.probe()
    assert asked[0].url.startswith(expected)
    provider = provider_of(endpoint)
    region = provider.region_of(endpoint) if provider else "us-east-1"
    assert f"/{region}/s3/".encode() in asked[0].headers["Authorization"]


@pytest.mark.parametrize(
    ("endpoint", "part"), [("https://s3.fr-par.scw.cloud", 17 << 20), ("https://s3.amazonaws.com", 16 << 20)]
)
def test_parts_are_as_few_as_the_provider_takes(endpoint: str, part: int) -> None:
    """Scaleway takes 1,000 parts, and gets larger ones than Amazon for the same long file."""
    assert S3Store("show", endpoint=endpoint)._part_size((16_000 << 20) + 1) == part
