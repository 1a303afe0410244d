using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are among those of a list.</summary>
[Description("Values are among those of a list.")]
[Formerly("one-of")]
internal sealed record AcceptedValues : TextRule
{
    [Setting("Allowed values; numbers are compared as numbers.", Example = "[basic, plus]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Values { get; init; }

    [Setting("Whether 'Basic' differs from 'basic'.")]
    public bool CaseSensitive { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"one of {Format.Some(Values, 10)}";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => new ValueList(Values, CaseSensitive).Contains;
}
