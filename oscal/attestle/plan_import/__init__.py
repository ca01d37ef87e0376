"""System Security Plans that other tools made, taken in: OSCAL of any tool and trestle's markdown."""
