from aws_cdk import App

from parity.api import Api
from parity.database import Database
from parity.edge import Edge
from parity.iam import Iam
from parity.messaging import Messaging
from parity.network import Network
from parity.storage import Storage

app = App()
Api(app, "Api")
Database(app, "Database")
Edge(app, "Edge")
Iam(app, "Iam")
Messaging(app, "Messaging")
Network(app, "Network")
Storage(app, "Storage")
app.synth()
