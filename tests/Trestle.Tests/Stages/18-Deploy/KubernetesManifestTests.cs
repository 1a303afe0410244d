using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Deploy.Targets;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

public sealed class KubernetesManifestTests
{
    private static readonly Route One = new(1, "../../packages/churn-1.trestle", new string('a', 64), RouteRole.Live, 1);
    private static readonly Route Two = new(2, "../../packages/churn-2.trestle", new string('b', 64), RouteRole.Live, 1);

    [Fact]
    public void One_version_is_one_Deployment_and_a_Service() => Snapshot.Match(Write([One]), "kubernetes-direct");

    [Fact]
    public void A_canary_has_its_share_of_the_pods() =>
        Snapshot.Match(Write(new Canary().Steps(One, Two, new DeploySettings())[1].Routes), "kubernetes-canary");

    [Fact]
    public void One_that_is_only_ready_is_not_selected_by_the_Service()
    {
        var text = Write(new BlueGreen().Steps(One, Two, new DeploySettings())[0].Routes);
        text.Split("---\n")[1].ShouldContain("trestle.dev/answers: \"yes\"");
        text.Split("---\n")[2].ShouldContain("trestle.dev/answers: \"no\"");
    }

    [Theory]
    [InlineData(0.5, 1, 1)]
    [InlineData(0.25, 3, 1)]
    [InlineData(0.1, 9, 1)]
    [InlineData(0.05, 19, 1)]
    public void Shares_are_whole_pods(double share, int live, int canary)
    {
        var text = Write([One with { Share = 1 - share }, Two with { Role = RouteRole.Canary, Share = share }]);
        text.Split('\n').Where(line => line.Contains("replicas:")).Select(line => int.Parse(line.Split(':')[1])).ShouldBe([live, canary]);
    }

    [Fact]
    public void Pods_keep_the_prediction_log_on_a_volume()
    {
        var settings = new DeploySettings { Container = new ContainerSettings { Volume = "trestle-log" } };
        var text = KubernetesManifest.Write(Deployment([One]), settings, Image, Order(settings).ImageOptions);
        text.Replace("\"", "", StringComparison.Ordinal).ShouldContain(
            "--version, 1, --prediction-log, /var/log/trestle, --keep-size, 20GiB, --keep-age, 90d]");
        var pod = text.Split("---\n")[1].Split('\n');
        pod.ShouldContain("            - name: log");
        pod.ShouldContain("              mountPath: /var/log/trestle");
        pod.ShouldContain("        - name: log");
        pod.ShouldContain("            claimName: \"trestle-log\"");

        // Without a log there is neither.
        var unwatched = settings with { Monitor = Monitoring.None };
        text = KubernetesManifest.Write(Deployment([One]), unwatched, Image, Order(unwatched).ImageOptions);
        text.ShouldNotContain("trestle-log");
        text.ShouldNotContain("--prediction-log");
    }

    [Fact]
    public void A_folder_that_cannot_be_given_to_the_user_of_a_container_is_told()
    {
        var problem = TargetErrors.NoLogFolder("/logs", "chown fails");
        (problem.Code, problem.Where).ShouldBe(("TR1835", "/logs"));
    }

    [Fact]
    public void Without_a_volume_deploying_is_refused_unless_the_model_is_not_to_be_watched()
    {
        var target = new KubernetesTarget(new ImageFiles("/none"));
        var problem = target.Unwatched(new DeploySettings()).ShouldNotBeNull();
        (problem.Code, problem.Where).ShouldBe(("TR1834", "deploy.container.volume"));
        var deployment = Deployment([]) with { Routes = [], Good = [] };
        Should.Throw<TrestleException>(() => DeploymentPlanner.Plan(deployment, One, new Direct(), target, new DeploySettings()))
            .Problems[0].Code.ShouldBe("TR1834");
        DeploymentPlanner.Plan(deployment, One, new Direct(), target, new DeploySettings { Monitor = Monitoring.None })
            .Notes.ShouldContain("it is not watched (deploy.monitor: none): no prediction log, no labels, no alerts");
        DeploymentPlanner.Plan(
            deployment, One, new Direct(), target, new DeploySettings { Container = new ContainerSettings { Volume = "log" } })
            .Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_retired_model_leaves_nothing_to_run() =>
        KubernetesManifest.Write(
            Deployment([]) with { Retired = new Retirement("over\n---\nkind: Pod", null) }, new DeploySettings(), Image, (_, _) => [])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith('#'));

    private static string Write(IReadOnlyList<Route> routes) =>
        KubernetesManifest.Write(Deployment(routes), new DeploySettings(), Image, Order(new DeploySettings()).ImageOptions);

    private static DeployOrder Order(DeploySettings settings) => new("/none", Deployment([One]), settings);

    private static Deployment Deployment(IReadOnlyList<Route> routes) => new()
    {
        Name = "Churn_EU",
        Model = "churn",
        Target = "kubernetes",
        ChangedAt = DateTimeOffset.UnixEpoch,
        Generation = 7,
        Routes = routes,
    };

    private static ImageReference Image(int version) =>
        new($"127.0.0.1:5000/churn:{version}", $"sha256:{new string((char)('0' + version), 64)}", null);
}
