// The clusters' script adds itself to a global `L`, which Leaflet's modules do not make.
import * as leaflet from "leaflet/dist/leaflet-src.esm.js";

window.L = { ...leaflet };
