"""The outside, behind crm.provider; the only code of the product that knows Twilio."""
