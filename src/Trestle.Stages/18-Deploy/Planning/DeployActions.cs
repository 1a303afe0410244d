using Trestle.Core.Routing;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>What happens to a deployment, as the audit log names it.</summary>
internal static class DeployActions
{
    public const string Begin = "deploy.begin";
    public const string Step = "deploy.step";
    public const string InForce = "deploy.in-force";
    public const string Hold = "deploy.hold";
    public const string Promote = "deploy.promote";
    public const string Abandon = "deploy.abandon";
    public const string Refused = "deploy.refused";
    public const string Rollback = "deploy.rollback";
    public const string Retire = "deploy.retire";
    public const string Stop = "deploy.stop";
    public const string Start = "deploy.start";
    public const string Revive = "deploy.revive";
    public const string Restore = "deploy.restore";
    public const string Refresh = "deploy.refresh";
}

/// <summary>How deployments are put into words.</summary>
public static class DeployWords
{
    /// <summary>version 3 live 90 %; version 2 ready</summary>
    public static string Route(Route route) => $"version {route.Version} " + route switch
    {
        { Role: RouteRole.Shadow } => $"shadows {Share(route.Share)}",
        { Role: RouteRole.Canary, Share: 0 } => "ready",
        { Role: RouteRole.Canary } => $"canary {Share(route.Share)}",
        { Share: 1 } => "live",
        _ => $"live {Share(route.Share)}",
    };

    private static string Share(double share) => FormattableString.Invariant($"{share * 100:0.##} %");
}
