package dev.roomcast.examples;

import java.util.List;

/**
 * A position of dots and boxes: one character for each line between two dots, and one for each box. {@code .} is free,
 * a digit is the seat of the owner.
 *
 * @param lines all horizontal lines, row by row, then the vertical lines
 * @param boxes all boxes, row by row
 */
record Board(String lines, String boxes) {

    /** The number of boxes in a row. */
    private static final int SIZE = 5;

    private static final int HORIZONTAL = SIZE * (SIZE + 1);
    private static final int LINES = 2 * HORIZONTAL;
    private static final int BOXES = SIZE * SIZE;

    static Board empty() {
        return new Board(".".repeat(LINES), ".".repeat(BOXES));
    }

    boolean canDraw(int line) {
        return line >= 0 && line < LINES && lines.charAt(line) == '.';
    }

    /** Returns the position after a seat has drawn a line; the seat owns the boxes that the line closes. */
    Board draw(int line, int seat) {
        char owner = (char) ('0' + seat);
        Board drawn = new Board(replace(lines, line, owner), boxes);
        for (int box = 0; box < BOXES; box++) {
            if (boxes.charAt(box) == '.' && drawn.isClosed(box)) {
                drawn = new Board(drawn.lines, replace(drawn.boxes, box, owner));
            }
        }
        return drawn;
    }

    private boolean isClosed(int box) {
        int row = box / SIZE;
        int column = box % SIZE;
        int left = HORIZONTAL + row * (SIZE + 1) + column;
        return List.of(row * SIZE + column, (row + 1) * SIZE + column, left, left + 1).stream()
                .noneMatch(side -> lines.charAt(side) == '.');
    }

    boolean isOver() {
        return lines.indexOf('.') < 0;
    }

    private static String replace(String text, int at, char owner) {
        return text.substring(0, at) + owner + text.substring(at + 1);
    }
}
