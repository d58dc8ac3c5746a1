"""What happens to persons, accounts, sign-ins and personal data."""

from noress.domain.accounts.rules.acting import add_name_to_mailbox, choose_identity, list_identities
from noress.domain.accounts.rules.calendars import renew_calendar, revoke_calendar
from noress.domain.accounts.rules.devices import end_device, end_other_devices, end_sign_ins, start_sign_in
from noress.domain.accounts.rules.invitations import accept_invitation, invite_person, revoke_invitation
from noress.domain.accounts.rules.personal_data import handle_request, request_about_own_data
from noress.domain.accounts.rules.persons import (
    create_person,
    edit_own_details,
    edit_person,
    end_function,
    give_function,
    reinstate_account,
    suspend_account,
)
from noress.domain.accounts.rules.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    prove_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    reset_second_factor,
)
from noress.domain.accounts.rules.sign_in import check_code, check_password, send_sign_in_code, set_password

__all__ = [
    "accept_invitation", "add_name_to_mailbox", "begin_enrolment", "check_code", "check_password",
    "choose_identity", "confirm_enrolment", "create_person", "edit_own_details", "edit_person", "end_device",
    "end_function", "end_other_devices", "end_sign_ins", "give_function", "handle_request", "invite_person", "list_identities",
    "prove_second_factor", "reinstate_account", "remove_second_factor", "renew_calendar",
    "renew_recovery_codes", "request_about_own_data", "reset_second_factor", "revoke_calendar",
    "revoke_invitation", "send_sign_in_code", "set_password", "start_sign_in", "suspend_account",
]  # fmt: skip
