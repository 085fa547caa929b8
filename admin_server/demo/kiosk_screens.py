"""What the demo's kiosk offers and asks, as its tenant file says it."""

from admin_server.demo.lakeside import DOMAIN

KIOSK_SCREENS = f"""
[sites.kiosk]
buttons = ["walk_in", "code", "delivery", "check_out", "reception"]

[[sites.kiosk.visit_types]]
key = "meeting"
name = {{ en = "Meeting", de = "Termin" }}

[[sites.kiosk.visit_types.questions]]
key = "parking"
label = {{ en = "Did you come by car?", de = "Sind Sie mit dem Auto da?" }}
kind = "yes_no"

[[sites.kiosk.visit_types]]
key = "service"
name = {{ en = "Maintenance and repair", de = "Wartung und Reparatur" }}

[[sites.kiosk.visit_types.questions]]
key = "trade"
label = {{ en = "What do you work on?", de = "Woran arbeiten Sie?" }}
kind = "choice"
required = true
choices.power = {{ en = "Electricity", de = "Elektrik" }}
choices.water = {{ en = "Water and heating", de = "Wasser und Heizung" }}
choices.other = {{ en = "Something else", de = "Etwas anderes" }}

[[sites.kiosk.visit_types.questions]]
key = "plate"
label = {{ en = "Number plate", de = "Kennzeichen" }}

[sites.help]
name = "Reception"
email = "reception@{DOMAIN}"
phone = "+41 44 555 01 00"
"""
"""For the house where the demo's kiosk stands; the other one asks nothing."""
