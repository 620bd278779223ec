// SPDX-License-Identifier: Apache-2.0
import Testing
import VirtualPerineometer

@Suite struct SimulationSpecificationTests {
    @Test func aPersonaAloneHasDefaults() throws {
        let specification = try SimulationSpecification(parsing: "pusher")
        #expect(specification == SimulationSpecification(persona: .pusher, seed: 1, rateHertz: 250, channelCount: 1))
    }

    @Test func everythingMayBeSaidInAnyOrder() throws {
        let specification = try SimulationSpecification(parsing: "cougher,channels=8,seed=42,rate=2000")
        #expect(
            specification == SimulationSpecification(persona: .cougher, seed: 42, rateHertz: 2000, channelCount: 8))
    }

    @Test func nothingAtAllMeansTheDefaultPersona() throws {
        #expect(try SimulationSpecification(parsing: "") == SimulationSpecification())
        #expect(SimulationSpecification().persona.id == "comfortable-strong")
        #expect(try SimulationSpecification(parsing: "rate=500").rateHertz == 500)
    }

    @Test(arguments: Persona.catalogue) func theDescriptionIsReadBackAsTheSame(persona: Persona) throws {
        let specification = SimulationSpecification(persona: persona, seed: .max, rateHertz: 50, channelCount: 3)
        #expect(try SimulationSpecification(parsing: specification.description) == specification)
    }

    @Test(arguments: [
        ("nobody", SimulationSpecificationError.unknownPersona("nobody")),
        ("pusher,sed=1", .unknownOption("sed")),
        ("pusher,fast", .notAnOption("fast")),
        ("pusher,", .notAnOption("")),
        ("pusher,seed=1,seed=2", .repeatedOption("seed")),
        ("pusher,seed=-1", .seed("-1")),
        ("pusher,seed=", .seed("")),
        ("pusher,rate=333", .rate("333")),
        ("pusher,channels=9", .channels("9")),
        ("pusher,channels=0", .channels("0")),
    ])
    func whatCannotBeReadIsNamed(text: String, error: SimulationSpecificationError) {
        #expect(throws: error) { try SimulationSpecification(parsing: text) }
    }

    @Test(arguments: [
        ("comfortable-stong", "comfortable-strong"), ("Spasm", "spasm-on-cue"), ("fatige", "fatigued"),
        ("guarded", "guarded-high-rest"),
    ])
    func theNearestPersonaIsSuggested(typed: String, suggested: String) {
        let error = SimulationSpecificationError.unknownPersona(typed)
        #expect(error.message.contains(typed))
        #expect(error.hint.hasPrefix("Did you mean '\(suggested)'?"))
        #expect(Persona.catalogue.allSatisfy { error.hint.contains($0.id) })
    }

    @Test func errorsListWhatIsValid() {
        #expect(SimulationSpecificationError.rate("7").hint.contains("50, 100, 250, 500, 1000, 2000"))
        #expect(SimulationSpecificationError.channels("9").hint.contains("8"))
    }
}
