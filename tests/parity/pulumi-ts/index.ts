import "./api";
import "./database";
import "./edge";
import "./iam";
import "./messaging";
import "./network";
import "./storage";
