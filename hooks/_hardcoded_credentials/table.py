"""The rules of `data/credentials.toml`, written by `scripts/build_credentials_table.py`; do not edit."""

from __future__ import annotations

from .provider_rule import ProviderRule

RULES: tuple[ProviderRule, ...] = (
    ProviderRule('github-token', 'a GitHub token', 'GitHub', (b'ghp_', b'gho_', b'ghu_', b'ghs_', b'ghr_'), False, (), b'(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9])', ''),
    ProviderRule('aws-access-key', 'an AWS access key id', 'AWS', (b'AKIA',), False, (), b'(?<![A-Za-z0-9])AKIA[A-Z2-7]{16}(?![A-Za-z0-9])', ''),
)
