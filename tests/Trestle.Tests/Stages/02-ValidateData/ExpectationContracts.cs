using Trestle.Stages.ValidateData;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.ValidateData;

public sealed class NotNullContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations =>
        [new NotNull { Column = "age" }, new NotNull { Column = "city", AtLeast = 0.5 }];
}

public sealed class BetweenContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations =>
        [
            new Between { Column = "age", Min = 0, Max = 120 }, new Between { Column = "age", Max = 50 },
            new Between { Column = "age", Min = 18.5 }];
}

public sealed class AcceptedValuesContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations =>
        [
            new AcceptedValues { Column = "city", Values = ["Bern", "Oslo", "Rome", "Paris"] },
            new AcceptedValues { Column = "city", Values = ["Bern"] }];
}

public sealed class UniqueContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations => [new Unique { Column = "city" }];
}

public sealed class MeanBetweenContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations =>
        [new MeanBetween { Column = "age", Min = 40, Max = 60 }, new MeanBetween { Column = "age", Max = 20 }];
}

public sealed class RowCountContract : ExpectationContract
{
    protected override IEnumerable<IExpectation> Expectations => [new RowCount { Min = 1 }, new RowCount { Min = 100, Max = 1000 }];
}
