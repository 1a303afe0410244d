using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are not among those of a list.</summary>
[Description("Values are not among those of a list.")]
internal sealed record RejectedValues : TextRule
{
    [Setting("Values that must not occur; numbers are compared as numbers.", Example = "[test, dummy]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Values { get; init; }

    [Setting("Whether 'Test' differs from 'test'.")]
    public bool CaseSensitive { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"none of {Format.Some(Values, 10)}";

    /// <inheritdoc/>
    protected override Func<string, bool> Test()
    {
        var list = new ValueList(Values, CaseSensitive);
        return text => !list.Contains(text);
    }
}
