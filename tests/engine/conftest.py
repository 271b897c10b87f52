"""What is heard of the controls is asserted beside the files of tests; a failure tells as much there as in them."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("heard_colours", "heard_places", "heard_shapes")
