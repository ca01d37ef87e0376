"""System Security Plans that other tools made: OSCAL of any tool, and trestle's markdown."""
