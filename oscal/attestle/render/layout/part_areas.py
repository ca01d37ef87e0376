"""The areas of boxes, of the frames round them, and of the legend below the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..drawings import DrawnBox, DrawnFrame, LegendItem
from .box_sizes import (
    BOX_INSET,
    LEADING,
    SMALL_SIZE,
    TITLE_SIZE,
    Face,
    wrap_box,
    wrap_text,
)
from .column_plan import Block, Plan, Slot
from .column_widths import (
    BOUNDARY_SIDE,
    FRAME_SIDE,
    TURN_STEP,
    ColumnWidths,
    measure_turns,
)
from .placed_drawing import (
    Area,
    Curve,
    PlacedBox,
    PlacedDrawing,
    PlacedFrame,
    PlacedLegend,
    PlacedLine,
    PlacedText,
    Point,
)
from .slot_places import BOUNDARY_HEAD, FRAME_INSET, HEAD_LINE

EDGE = 2.0  # points round the drawing
SIGN_WIDTH, LEGEND_GAP, LEGEND_LINE = 22.0, 14.0, 11.0
LEAST_WIDTH = 300.0  # of a drawing, so that its legend has room
FRAME_TITLE_LINES = 3


def place_boxes(plan: Plan, widths: ColumnWidths) -> tuple[PlacedBox, ...]:
    slots = (slot for column in range(plan.columns) for slot in plan.list_slots(column))
    return tuple(_place_box(plan, slot, slot.box, widths) for slot in slots if slot.box)


def _place_box(plan: Plan, slot: Slot, box: DrawnBox, widths: ColumnWidths) -> PlacedBox:
    area = Area(widths.x[slot.column], slot.y - slot.height / 2, widths.box, slot.height)
    lines = wrap_box(plan.face, box)
    at = slot.y - sum(size * LEADING for _, size, _ in lines) / 2
    texts = []
    for text, size, bold in lines:
        room = Area(area.x + BOX_INSET, at, widths.box - 2 * BOX_INSET, size * LEADING)
        texts.append(PlacedText(text, room, size, bold, middle=True))
        at += size * LEADING
    return PlacedBox(box.key, area, tuple(texts), box.look)


def place_frames(plan: Plan, widths: ColumnWidths) -> tuple[PlacedFrame, ...]:
    """The frame of the boundary first, because it lies below the others."""
    frames = tuple(
        _place_frame(plan, block, block.frame, widths) for block in plan.blocks if block.frame
    )
    inner = [
        _find_area(plan, block, widths)
        for block in plan.blocks
        if plan.sides[block.stack] == "within" and not block.is_over
    ]
    return (*_place_boundary(plan, inner), *frames)


def _place_frame(plan: Plan, block: Block, frame: DrawnFrame, widths: ColumnWidths) -> PlacedFrame:
    area = _find_area(plan, block, widths)
    left = area.x
    room = area.width - 2 * FRAME_INSET
    lines = wrap_text(plan.face, frame.title, room, bold=True)
    if len(lines) > FRAME_TITLE_LINES:
        joined = f"{lines[FRAME_TITLE_LINES - 1][:-1].rstrip()}\u2026"
        lines = (*lines[: FRAME_TITLE_LINES - 1], joined)
    title = tuple(
        PlacedText(
            text,
            Area(left + FRAME_INSET, area.y + 4 + at * HEAD_LINE, room, HEAD_LINE),
            SMALL_SIZE,
            bold=True,
        )
        for at, text in enumerate(lines)
    )
    return PlacedFrame(frame.key, area, title, frame.side)


def count_title_lines(plan: Plan, block: Block, widths: ColumnWidths) -> int:
    """Lines that the title of a frame takes in its width."""
    if block.frame is None:
        return 0
    room = _find_area(plan, block, widths).width - 2 * FRAME_INSET
    return min(FRAME_TITLE_LINES, len(wrap_text(plan.face, block.frame.title, room, bold=True)))


def _find_area(plan: Plan, block: Block, widths: ColumnWidths) -> Area:
    """As wide as the columns of its stack."""
    columns = plan.stacks[block.stack]
    left = widths.find_left(columns[0]) - FRAME_SIDE
    right = widths.find_right(columns[-1]) + FRAME_SIDE
    return Area(left, block.top, right - left, block.height)


def _place_boundary(plan: Plan, inner: Sequence[Area]) -> Iterator[PlacedFrame]:
    if not plan.drawing.boundary or not inner:
        return
    left = min(area.x for area in inner) - BOUNDARY_SIDE
    last = max(
        stack.stop for stack, side in zip(plan.stacks, plan.sides, strict=True) if side == "within"
    )
    turns = measure_turns(plan, last - 1) - FRAME_SIDE + TURN_STEP
    right = max(area.right for area in inner) + max(BOUNDARY_SIDE, turns)
    top = min(area.y for area in inner) - BOUNDARY_HEAD
    bottom = max(area.bottom for area in inner) + BOUNDARY_SIDE
    room = Area(left + FRAME_INSET, top + 3.5, right - left - 2 * FRAME_INSET, HEAD_LINE)
    [text, *_] = wrap_text(plan.face, plan.drawing.boundary, room.width, TITLE_SIZE, bold=True)
    title = PlacedText(text, room, TITLE_SIZE, bold=True)
    yield PlacedFrame("", Area(left, top, right - left, bottom - top), (title,), "within")


def shift_drawing(placed: PlacedDrawing) -> PlacedDrawing:
    """The drawing with its upper left corner where points are counted from, and its size."""
    areas = tuple(_list_areas(placed))
    x = min((area.x for area in areas), default=0.0) - EDGE
    y = min((area.y for area in areas), default=0.0) - EDGE
    return replace(
        placed,
        width=max((area.right for area in areas), default=0.0) - x + EDGE,
        height=max((area.bottom for area in areas), default=0.0) - y + EDGE,
        frames=tuple(_shift_frame(item, x, y) for item in placed.frames),
        boxes=tuple(_shift_box(item, x, y) for item in placed.boxes),
        lines=tuple(_shift_line(item, x, y) for item in placed.lines),
    )


def _list_areas(placed: PlacedDrawing) -> Iterator[Area]:
    """Of everything in it; a point is one without width and height."""
    yield from (frame.area for frame in placed.frames)
    yield from (box.area for box in placed.boxes)
    yield from (line.label.area for line in placed.lines if line.label)
    yield from (Area(x, y, 0.0, 0.0) for line in placed.lines for x, y in _list_points(line))


def _list_points(line: PlacedLine) -> Iterator[Point]:
    """Points that the line passes; a curve stays within a third of how far its own points are
    out.
    """
    yield line.start
    for piece in line.pieces:
        if isinstance(piece, Curve):
            yield piece.end
            yield (piece.first[0] * 0.75 + piece.end[0] * 0.25, piece.end[1])
        else:
            yield piece


def _shift_area(area: Area, x: float, y: float) -> Area:
    return replace(area, x=area.x - x, y=area.y - y)


def _shift_text(text: PlacedText, x: float, y: float) -> PlacedText:
    return replace(text, area=_shift_area(text.area, x, y))


def _shift_frame(frame: PlacedFrame, x: float, y: float) -> PlacedFrame:
    title = tuple(_shift_text(text, x, y) for text in frame.title)
    return replace(frame, area=_shift_area(frame.area, x, y), title=title)


def _shift_box(box: PlacedBox, x: float, y: float) -> PlacedBox:
    texts = tuple(_shift_text(text, x, y) for text in box.texts)
    return replace(box, area=_shift_area(box.area, x, y), texts=texts)


def _shift_line(line: PlacedLine, x: float, y: float) -> PlacedLine:
    def shift(point: Point) -> Point:
        return point[0] - x, point[1] - y

    pieces = tuple(
        Curve(shift(item.first), shift(item.second), shift(item.end))
        if isinstance(item, Curve)
        else shift(item)
        for item in line.pieces
    )
    label = _shift_text(line.label, x, y) if line.label else None
    return replace(line, start=shift(line.start), pieces=pieces, label=label)


def place_legend(face: Face, placed: PlacedDrawing, items: Sequence[LegendItem]) -> PlacedDrawing:
    """The legend in lines below the drawing."""
    if not items:
        return placed
    width = max(placed.width, LEAST_WIDTH)
    x, y = EDGE, placed.height + 6
    found = []
    for item in items:
        sign = SIGN_WIDTH + 4 if item.line or item.box else 0.0
        size = sign + face.measure(item.text)
        if x > EDGE and x + size > width - EDGE:
            x, y = EDGE, y + LEGEND_LINE
        text = Area(x + sign, y, size - sign, SMALL_SIZE * LEADING)
        mark = Area(x, y, SIGN_WIDTH if sign else 0.0, SMALL_SIZE * LEADING)
        found.append(PlacedLegend(item, mark, PlacedText(item.text, text, SMALL_SIZE)))
        x += size + LEGEND_GAP
    bottom = y + LEGEND_LINE
    return replace(placed, width=width, height=bottom, legend=tuple(found))
