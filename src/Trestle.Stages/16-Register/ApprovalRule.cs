using System.Globalization;
using System.Text.RegularExpressions;

using Trestle.Stages.Kernel.Access;

namespace Trestle.Stages.Register;

/// <summary>How many people of at least which role must approve a version before it may answer.</summary>
/// <param name="Count">Number of people, 1 to 20.</param>
/// <param name="Role">The role that they need.</param>
public sealed partial record ApprovalRule(int Count, Role Role)
{
    /// <summary>The form of a rule, in words.</summary>
    public const string Form = "N approvals by ROLE, such as 1 approval by approver; N from 1 to 20, ROLE editor, approver or admin";

    private const int Most = 20;

    /// <summary>Reads <c>1 approval by approver</c>; null when it is not of this form.</summary>
    public static ApprovalRule? Parse(string text) =>
        Pattern().Match(text) is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is >= 1 and <= Most and var count
            ? new ApprovalRule(count, Enum.Parse<Role>(match.Groups[2].Value, ignoreCase: true))
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Count} approval{(Count == 1 ? "" : "s")} by {Role.ToString().ToLowerInvariant()}";

    [GeneratedRegex("^([0-9]{1,2}) approvals? by (editor|approver|admin)$")]
    private static partial Regex Pattern();
}
