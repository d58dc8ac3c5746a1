"""What the whole application shares, created bare; `factory.create_app` binds it."""

from typing import TYPE_CHECKING, Any

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from noress.core.database import bind_for


class _Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class _Session(Session):
    """Statements of requests that only read may run elsewhere than those that write."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Any:
        return bind_for(super().get_bind(mapper, clause, bind, **kwargs), clause)


db = SQLAlchemy(model_class=_Base, session_options={"class_": _Session})
login_manager = LoginManager()
csrf = CSRFProtect()

# mypy does not follow Flask-SQLAlchemy's `db.Model`; models inherit from this one name.
if TYPE_CHECKING:
    Base = _Base
else:
    Base = db.Model
