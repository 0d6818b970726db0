from commonbeat.kernel.publish.files import csv_lines, safe_cell


def test_cells_that_a_spreadsheet_would_run_are_text():
    assert [safe_cell(v) for v in ("=1+1", "+1", "-x", "@SUM", "Main St", -5, None)] == [
        "'=1+1", "'+1", "'-x", "'@SUM", "Main St", -5, "",
    ]  # fmt: skip


def test_csv_quotes_what_needs_it():
    assert "".join(csv_lines(["a", "b"], [["x,y", 1], ['"', None]])) == 'a,b\r\n"x,y",1\r\n"""",\r\n'
