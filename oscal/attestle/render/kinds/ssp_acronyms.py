"""Acronyms and what they stand for, in our own words; a plan shows those that occur in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

ACRONYMS = (
    ("AC", "Access Control (family)"), ("API", "Application programming interface"), ("AT", "Awareness and Training (family)"),
    ("AU", "Audit and Accountability (family)"), ("C3PAO", "CMMC third-party assessment organization"), ("CA", "Security Assessment (family)"),
    ("CFR", "Code of Federal Regulations"), ("CI", "Continuous integration"), ("CIO", "Chief Information Officer"), ("CM", "Configuration Management (family)"),
    ("CMDB", "Configuration management database"), ("CMMC", "Cybersecurity Maturity Model Certification"), ("CRMA", "Contractor risk managed asset"),
    ("CTI", "Controlled technical information"), ("CUI", "Controlled unclassified information"), ("DC3", "DoD Cyber Crime Center"),
    ("DFARS", "Defense Federal Acquisition Regulation Supplement"),
    ("DIBCAC", "Defense Industrial Base Cybersecurity Assessment Center"), ("DIBNet", "Portal of the defense industrial base program (switched off on 2025-06-06)"),
    ("DNS", "Domain name system"),
    ("DoD", "Department of Defense"), ("EDR", "Endpoint detection and response"), ("ESP", "External service provider"), ("FAR", "Federal Acquisition Regulation"),
    ("FCI", "Federal contract information"), ("FIDO2", "Standard for phishing-resistant sign-in"), ("FIPS", "Federal Information Processing Standards"),
    ("FedRAMP", "Federal Risk and Authorization Management Program"), ("HR", "Human resources"), ("HTTPS", "Hypertext transfer protocol over TLS"),
    ("IA", "Identification and Authentication (family)"), ("IR", "Incident Response (family)"), ("IT", "Information technology"), ("KMS", "Key management service"),
    ("MA", "Maintenance (family)"), ("MDR", "Managed detection and response"), ("MFA", "Multi-factor authentication"), ("MP", "Media Protection (family)"),
    ("NIST", "National Institute of Standards and Technology"), ("NTP", "Network time protocol"), ("OSCAL", "Open Security Controls Assessment Language"),
    ("PE", "Physical Protection (family)"), ("PKI", "Public key infrastructure"), ("POA&M", "Plan of action and milestones"), ("PS", "Personnel Security (family)"),
    ("RA", "Risk Assessment (family)"), ("RDP", "Remote desktop protocol"), ("SC", "System and Communications Protection (family)"), ("SHA-256", "Secure hash algorithm, 256 bits"),
    ("SI", "System and Information Integrity (family)"), ("SIEM", "Security information and event management"), ("SOC", "System and Organization Controls (of the AICPA)"),
    ("SPA", "Security protection asset"), ("SPD", "Security protection data"), ("SPRS", "Supplier Performance Risk System"), ("SSH", "Secure shell"),
    ("SSO", "Single sign-on"), ("SSP", "System security plan"), ("TLS", "Transport layer security"), ("USB", "Universal serial bus"), ("VDI", "Virtual desktop infrastructure"),
    ("VLAN", "Virtual local area network"), ("VPN", "Virtual private network"), ("VoIP", "Voice over IP"), ("WPA2", "Wi-Fi protected access, version 2"),
    ("WPA3", "Wi-Fi protected access, version 3"),
)  # fmt: skip
_WORD = re.compile(r"POA&M|SHA-256|[A-Za-z][A-Za-z0-9]+")


def find_acronyms(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The acronyms of our list that occur as words of their own, in their order."""
    seen = {word for text in texts for word in _WORD.findall(text)}
    return tuple(pair for pair in ACRONYMS if pair[0] in seen)
