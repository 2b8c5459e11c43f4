"""Documents that leave the house: issued as facts, drawn as PDF; a trip as a calendar entry."""
