"""What the invented residents complain about: kind of allegation, English, Spanish, whom they describe."""

STORIES = (
    ("discourtesy", "The officer raised his voice at my father at the traffic stop and would not give his name.",
     "El oficial le alzó la voz a mi padre en la parada de tránsito y no quiso dar su nombre.", "tall, about 40, glasses"),
    ("discourtesy", "I asked a question at the parade and was told to mind my own business.",
     "Hice una pregunta en el desfile y me dijeron que no me metiera.", "woman, short hair"),
    ("neglect_of_duty", "I called about the break-in twice. Nobody came, and nobody called back.",
     "Llamé dos veces por el robo en mi casa. Nadie vino y nadie devolvió la llamada.", ""),
    ("neglect_of_duty", "The officer would not take my report about the phone calls.",
     "El oficial no quiso tomar mi informe sobre las llamadas.", "badge ended in 12"),
    ("report_writing", "The report says that I was driving. I was the passenger.",
     "El informe dice que yo manejaba. Yo era el pasajero.", ""),
    ("driving", "A patrol car went through the school zone far too fast, with no lights.",
     "Una patrulla pasó por la zona escolar muy rápido, sin luces.", "car 14"),
    ("property", "My bag was not given back to me when I was let go.",
     "No me devolvieron mi bolsa cuando me dejaron ir.", ""),
    ("camera", "I was told that the camera was off during the search.",
     "Me dijeron que la cámara estaba apagada durante el registro.", "two officers"),
    ("bias", "They stopped me and let the other cars go. I believe it was because of how I look.",
     "Me pararon a mí y dejaron pasar a los otros autos. Creo que fue por mi aspecto.", "car 9, young man"),
    ("unlawful_search", "They looked through my car and I had said no.",
     "Registraron mi auto y yo había dicho que no.", "tall, beard"),
    ("unlawful_arrest", "I was held for an hour and nobody told me why.",
     "Me retuvieron una hora y nadie me dijo por qué.", ""),
    ("force_excessive", "He pushed me to the ground when I had my hands up.",
     "Me empujó al suelo cuando tenía las manos en alto.", "strong build, shaved head"),
    ("force_other", "The dog was let out with no warning.", "Soltaron al perro sin avisar.", "dog handler"),
    ("off_duty", "He was loud and threatened our waiter, and said that he was police.",
     "Hacía ruido, amenazó al mesero y dijo que era policía.", ""),
    ("dishonesty", "What the officer said in the report about my son is not true.",
     "Lo que el oficial dijo en el informe sobre mi hijo no es verdad.", ""),
)  # fmt: skip
ODDS = (14, 8, 10, 6, 6, 9, 4, 4, 7, 5, 4, 6, 2, 2, 2)
POLICIES = {
    "discourtesy": ("320", "Standards of conduct", "9"), "neglect_of_duty": ("320", "Standards of conduct", "9"),
    "report_writing": ("322", "Report preparation", "4"), "driving": ("706", "Vehicle use", "6"),
    "property": ("802", "Property and evidence", "5"), "camera": ("424", "Body-worn cameras", "7"),
    "bias": ("401", "Bias-free policing", "6"), "unlawful_search": ("311", "Search and seizure", "5"),
    "unlawful_arrest": ("311", "Search and seizure", "5"), "force_excessive": ("300", "Use of force", "12"),
    "force_other": ("300", "Use of force", "12"), "off_duty": ("320", "Standards of conduct", "9"),
    "dishonesty": ("320", "Standards of conduct", "9"),
}  # fmt: skip
REASONS = "The recording, the dispatch record and what the witnesses said were weighed against each other."
NOTICE = (
    "A resident complained about how you spoke at a traffic stop. Internal affairs looks into it. You will be told before any interview, "
    "and may bring somebody."
)
