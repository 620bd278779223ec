# SPDX-License-Identifier: Apache-2.0
"""fhir.resources takes the bundles, and they hold what the session holds."""

import json
import unittest

import numpy
from fhir.resources.R4B.bundle import Bundle

from samples import FOLDER, RATE, REVIEW, TRUTH

UCUM = "http://unitsofmeasure.org"


def bundle(name):
    text = (FOLDER / f"{name}.fhir.json").read_text()
    return Bundle.model_validate_json(text), text


class FHIRTest(unittest.TestCase):
    def resources(self, name, kind):
        return [e.resource for e in bundle(name)[0].entry if type(e.resource).__name__ == kind]

    def observations(self, name, *codes):
        return [o for o in self.resources(name, "Observation") if o.code.coding[0].code in codes]

    def test_the_models_refuse_what_is_wrong(self):
        data = json.loads(bundle("identified")[1])
        data["entry"][-1]["resource"]["status"] = ["final"]
        with self.assertRaises(ValueError):
            Bundle.model_validate(data)

    def test_the_trace_is_the_mean_of_every_twentieth_of_a_second(self):
        traces = self.observations("identified", "pressure-trace")
        self.assertEqual(len(traces), 2)
        step = RATE // 50
        whole = len(TRUTH) // step
        for channel, trace in enumerate(traces):
            sampled = trace.valueSampledData
            self.assertEqual((sampled.origin.code, sampled.origin.system), ("cm[H2O]", UCUM))
            self.assertEqual(float(sampled.period), 20)
            data = sampled.data.split(" ")
            self.assertEqual(len(data), -(-len(TRUTH) // step))
            means = TRUTH[: whole * step, channel].reshape(whole, step).mean(axis=1)
            for text, mean in zip(data, means):
                if numpy.isnan(mean):
                    self.assertEqual(text, "E")
                else:
                    self.assertAlmostEqual(int(text) * float(sampled.factor), mean, delta=0.005001)

    def test_there_is_an_observation_of_each_contraction(self):
        found = self.observations("identified", "contraction", "event")
        self.assertEqual(len(found), len(REVIEW["contractions"]))
        for observation, expected in zip(found, REVIEW["contractions"]):
            self.assertEqual(observation.valueCodeableConcept.text, expected["kind"])
            parts = {c.code.coding[0].code: c for c in observation.component}
            self.assertAlmostEqual(float(parts["onset"].valueQuantity.value), expected["onset"], places=5)
            for name, value in expected["figures"].items():
                self.assertAlmostEqual(float(parts[name].valueQuantity.value), value, places=5)

    def test_an_exercise_has_its_figures_or_why_not(self):
        (expected,) = REVIEW["exercises"]
        found = self.observations("identified", "exercise-phase")
        self.assertEqual(len(found), len(expected["phases"]))
        absent = 0
        for observation, phase in zip(found, expected["phases"]):
            scores = phase["scores"] + phase["repetitions"]
            self.assertEqual([c.code.coding[0].code for c in observation.component], [s["name"] for s in scores])
            for part, score in zip(observation.component, scores):
                if "value" in score:
                    self.assertAlmostEqual(float(part.valueQuantity.value), score["value"], places=5)
                else:
                    absent += 1
                    self.assertTrue(part.dataAbsentReason.text)
        self.assertEqual(absent, 3)
        self.assertEqual(found[0].component[0].code.coding[0].code, "relax_latency")
        (noticed,) = self.observations("identified", "tension-noticed")
        codes = [part.valueCodeableConcept.coding[0].code for part in noticed.component]
        self.assertEqual(codes, ["felt-measured", "not-felt-measured"])

    def test_answers_are_those_of_a_questionnaire(self):
        for name in ("identified", "anonymous"):
            (response,) = self.resources(name, "QuestionnaireResponse")
            self.assertEqual(response.status, "completed")
            self.assertEqual(len({item.linkId for item in response.item}), 4)
            said = {item.linkId.split("-", 1)[1]: item.answer for item in response.item}
            self.assertEqual([said[one][0].valueInteger for one in ("pain-before", "pain-after")], [2, 1])
            self.assertIsNone(said["tension"])
            self.assertEqual(said["size"] is None, name == "anonymous")
            self.assertEqual(response.authored is None, name == "anonymous")

    def test_every_unit_is_a_code_of_ucum(self):
        # Each of these was looked up in the UCUM specification.
        known = {"cm[H2O]", "cm[H2O].s", "cm[H2O]/s", "s", "ms", "%", "%/s", "/(10.s)", "1", "{count}"}
        seen = set()
        for observation in self.resources("identified", "Observation"):
            for part in observation.component or []:
                if part.valueQuantity:
                    self.assertEqual(part.valueQuantity.system, UCUM)
                    seen.add(part.valueQuantity.code)
        self.assertLessEqual(seen, known)
        self.assertIn("cm[H2O]", seen)

    def test_every_reference_leads_somewhere(self):
        for name in ("identified", "anonymous"):
            parsed, text = bundle(name)
            urls = {entry.fullUrl for entry in parsed.entry}
            self.assertEqual(len(urls), len(parsed.entry))

            def references(node):
                if isinstance(node, dict):
                    for key, value in node.items():
                        if key == "reference":
                            yield value
                        else:
                            yield from references(value)
                elif isinstance(node, list):
                    for value in node:
                        yield from references(value)

            found = set(references(json.loads(text)))
            self.assertTrue(found)
            self.assertLessEqual(found, urls)

    def test_simulated_data_are_tagged(self):
        for resource in [e.resource for e in bundle("anonymous")[0].entry]:
            self.assertEqual(resource.meta.tag[0].code, "HTEST")

    def test_an_anonymous_bundle_tells_of_nobody(self):
        self.assertEqual(self.resources("anonymous", "Patient"), [])
        text = bundle("anonymous")[1]
        for secret in ("2026", "Zo", "0815", "1990", "SIM-0001", "Größe", "5f0c2a8e"):
            self.assertNotIn(secret, text)
        self.assertEqual(self.resources("identified", "Patient")[0].name[0].text, 'Zoë <O’Neil> & "Co"')
