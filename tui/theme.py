"""Colours: calm and neutral, because blue, yellow, orange and red belong to warnings and responses alone."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="xunbei-dark",
    primary="#7cc4a4",
    secondary="#9db3a8",
    accent="#a6dcc3",
    success="#86c28f",
    warning="#d8a9d2",
    error="#f29ad9",
    foreground="#dde3df",
    background="#141816",
    surface="#1b211e",
    panel="#262e2a",
    dark=True,
    variables={
        "quiet": "#8b9890",
        "rule": "#3a453f",
        "row": "#2b3a33",
        "row-idle": "#232b27",
        "cell": "#41604f",
        "input-cursor-background": "#a6dcc3",
        "input-selection-background": "#7cc4a4 35%",
        "border": "#7cc4a4",
        "scrollbar": "#3a453f",
        "scrollbar-hover": "#56675e",
        "scrollbar-active": "#7cc4a4",
        "scrollbar-background": "#1b211e",
        "scrollbar-background-hover": "#1b211e",
        "scrollbar-background-active": "#1b211e",
    },
)

LIGHT = Theme(
    name="xunbei-light",
    primary="#1b6b50",
    secondary="#51655b",
    accent="#0e5a41",
    success="#2f7a4a",
    warning="#84437c",
    error="#a1187d",
    foreground="#1c2420",
    background="#f8f9f6",
    surface="#eef1ed",
    panel="#dfe5e0",
    dark=False,
    variables={
        "quiet": "#5f6d65",
        "rule": "#c3ccc6",
        "row": "#cfe3d8",
        "row-idle": "#e3eae5",
        "cell": "#a5cdb9",
        "input-cursor-background": "#1b6b50",
        "input-selection-background": "#1b6b50 25%",
        "border": "#1b6b50",
        "scrollbar": "#c3ccc6",
        "scrollbar-hover": "#a3b0a8",
        "scrollbar-active": "#1b6b50",
        "scrollbar-background": "#eef1ed",
        "scrollbar-background-hover": "#eef1ed",
        "scrollbar-background-active": "#eef1ed",
    },
)
