#include "CThemes.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char harbour_night[] = {
#embed "../../themes/harbour-night.yaml"
};
static const unsigned char harbour_day[] = {
#embed "../../themes/harbour-day.yaml"
};
static const unsigned char high_contrast_dark[] = {
#embed "../../themes/high-contrast-dark.yaml"
};
static const unsigned char high_contrast_light[] = {
#embed "../../themes/high-contrast-light.yaml"
};
static const unsigned char colour_safe_dark[] = {
#embed "../../themes/colour-safe-dark.yaml"
};
static const unsigned char colour_safe_light[] = {
#embed "../../themes/colour-safe-light.yaml"
};
static const unsigned char terminal[] = {
#embed "../../themes/terminal.yaml"
};
static const unsigned char mono[] = {
#embed "../../themes/mono.yaml"
};

#define THEME(name, bytes) {name, bytes, sizeof bytes}

static const batchdeck_theme themes[] = {
    THEME("harbour-night", harbour_night),
    THEME("harbour-day", harbour_day),
    THEME("high-contrast-dark", high_contrast_dark),
    THEME("high-contrast-light", high_contrast_light),
    THEME("colour-safe-dark", colour_safe_dark),
    THEME("colour-safe-light", colour_safe_light),
    THEME("terminal", terminal),
    THEME("mono", mono),
};

const batchdeck_theme *const batchdeck_themes = themes;
const size_t batchdeck_theme_count = sizeof themes / sizeof themes[0];
