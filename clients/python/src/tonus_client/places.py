# SPDX-License-Identifier: Apache-2.0
"""Where the daemon's socket is."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Final

#: The socket of a system service.
SERVICE: Final = "/run/tonus/tonus.sock"


def socket_path(
    given: str | os.PathLike[str] | None = None,
    environment: Mapping[str, str] = os.environ,
    exists: Callable[[str], bool] = os.path.exists,
) -> str:
    """The path to connect to: the given one, `$TONUS_SOCKET`, the user's socket if it is there, the service's."""
    if given is not None:
        return os.fspath(given)
    if path := environment.get("TONUS_SOCKET"):
        return path
    directory = environment.get("XDG_RUNTIME_DIR", "")
    user = f"{directory}/tonus/tonus.sock" if directory.startswith("/") else None
    if user and exists(user):
        return user
    return SERVICE if exists(SERVICE) or not user else user
